//! Icecast from Debian, as the peer: one mount, the limits of its configuration raised out of the
//! way.

use super::child::{Running, free_ports, is_root};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

/// A running Icecast.
pub(super) struct Icecast {
    running: Running,
    _folder: tempfile::TempDir,
    /// Its port.
    pub(super) address: SocketAddr,
}

impl Icecast {
    /// Starts it.
    ///
    /// # Errors
    /// When it is not installed or does not start.
    pub(super) fn start() -> anyhow::Result<Self> {
        let [address] = free_ports()?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("icecast.xml");
        std::fs::write(&file, configuration(address, folder.path()))?;
        if is_root() {
            // It drops root itself, so what it writes must be writable for others.
            super::child::run(Command::new("chmod").arg("-R").arg("a+rwX").arg(folder.path()))?;
        }
        let mut command = Command::new("icecast2");
        command.arg("-c").arg(&file);
        let mut running = Running::start(&command, &folder.path().join("out"))?;
        running.wait_for(address)?;
        Ok(Self {
            running,
            _folder: folder,
            address,
        })
    }

    /// Process id.
    pub(super) fn pid(&self) -> u32 {
        self.running.pid()
    }
}

fn configuration(address: SocketAddr, folder: &Path) -> String {
    let owner = if is_root() {
        "<changeowner><user>nobody</user><group>nogroup</group></changeowner>"
    } else {
        ""
    };
    let (folder, port, ip) = (folder.display(), address.port(), address.ip());
    format!(
        "<icecast><limits><clients>50000</clients><sources>4</sources><queue-size>524288</queue-size>\
         <client-timeout>30</client-timeout><header-timeout>15</header-timeout><source-timeout>10</source-timeout>\
         <burst-on-connect>1</burst-on-connect><burst-size>65535</burst-size></limits>\
         <authentication><source-password>bench</source-password><admin-user>admin</admin-user>\
         <admin-password>bench</admin-password></authentication><hostname>localhost</hostname>\
         <listen-socket><port>{port}</port><bind-address>{ip}</bind-address></listen-socket>\
         <paths><basedir>/usr/share/icecast2</basedir><logdir>{folder}</logdir><webroot>/usr/share/icecast2/web</webroot>\
         <adminroot>/usr/share/icecast2/admin</adminroot></paths>\
         <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>1</loglevel></logging>\
         <security><chroot>0</chroot>{owner}</security></icecast>"
    )
}
