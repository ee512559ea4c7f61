//! Cursor paging: a page and where the next one starts.

use serde::{Deserialize, Serialize};

/// Most items one page holds.
pub const MAX_LIMIT: u32 = 200;

/// Which page a caller wants.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageRequest {
    /// `next` of the page before; absent for the first page.
    pub cursor: Option<String>,
    /// Items wanted, 1 to 200; 50 when absent.
    pub limit: Option<u32>,
}

impl PageRequest {
    /// Items wanted, within the bounds.
    #[must_use]
    pub fn limit(&self) -> u64 {
        u64::from(self.limit.unwrap_or(50).clamp(1, MAX_LIMIT))
    }
}

/// A page of items.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Cursor of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
