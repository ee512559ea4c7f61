//! What an error of S3 means, in a sentence that says what to do.

use super::address::Address;
use crate::error::Error;

/// An error as a sentence. What the server said is left out but for its code: it may repeat what
/// was asked, and with it names of keys.
pub(super) fn plain(address: &Address, cause: &object_store::Error) -> Error {
    let text = whole(cause);
    let (bucket, server) = (&address.bucket, address.server());
    let said = |code: &str| text.contains(code);
    if said("InvalidAccessKeyId")
        || said("XAdminUserNotFound")
        || said("SignatureDoesNotMatch")
        || said("InvalidClientTokenId")
    {
        return Error::Config(format!(
            "{server} does not know the access key, or its secret is another; look at objects.access_key and objects.secret_key"
        ));
    }
    // Of an object it is told as nothing being there, and of an upload by its own code.
    if said("NoSuchBucket") || (said("status code: 404") && !said("NoSuchUpload")) {
        return Error::Config(format!(
            "there is no bucket {bucket} at {server}; make it there, or name another in objects.url"
        ));
    }
    if said("RequestTimeTooSkewed") {
        return Error::Config(format!(
            "the clocks of this machine and of {server} differ; set them right"
        ));
    }
    if matches!(
        cause,
        object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. }
    ) {
        return Error::Config(format!(
            "{server} does not let this access key read, write, list and delete in the bucket {bucket}; give it these rights"
        ));
    }
    if said("PermanentRedirect") || said("AuthorizationHeaderMalformed") || said("redirect without LOCATION") {
        return Error::Config(format!(
            "the bucket {bucket} is in another region than {}; name it in objects.url as ?region=",
            address.region
        ));
    }
    if said("507 Insufficient Storage") || said("QuotaExceeded") || said("XMinioStorageFull") {
        return Error::Io(std::io::ErrorKind::StorageFull.into());
    }
    if said("XAmzContentSHA256Mismatch") || said("BadDigest") || said("XAmzContentChecksumMismatch") {
        return Error::ObjectsAway(format!(
            "what arrived at {server} was not what was sent; nothing was stored"
        ));
    }
    away(address, &text)
}

fn away(address: &Address, text: &str) -> Error {
    let server = address.server();
    let status = text.split("status code: ").nth(1).and_then(|rest| rest.get(..3));
    let why = match status {
        Some(status) => format!("answers with {status}, also when asked again"),
        None if text.contains("timed out") => "does not answer in time".to_owned(),
        None if text.contains("dns error") => "is no name that can be found".to_owned(),
        None if text.contains("onnect") => "does not take connections".to_owned(),
        None => "broke off".to_owned(),
    };
    tracing::debug!(text, "s3 failed");
    Error::ObjectsAway(format!("{server} {why}; see that it runs and can be reached from here"))
}

/// Whether it is worth trying again later.
pub(super) const fn is_away(error: &Error) -> bool {
    matches!(error, Error::ObjectsAway(_))
}

fn whole(cause: &object_store::Error) -> String {
    let mut text = cause.to_string();
    let mut source = std::error::Error::source(cause);
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}
