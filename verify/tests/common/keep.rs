//! Where the environment variable `BCGC_CERTIFICATES` names a folder, certificates that tests judge are left there,
//! for `make verified-checker` to have them judged by both checkers.

/// Leaves a certificate under a name made from its text.
pub fn keep(document: &str) {
    let Some(folder) = std::env::var_os("BCGC_CERTIFICATES") else { return };
    // FNV-1a: the same certificate has the same name.
    let hash = document.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let path = std::path::Path::new(&folder).join(format!("{hash:016x}.json"));
    std::fs::create_dir_all(&folder).expect("the folder of BCGC_CERTIFICATES");
    std::fs::write(path, document).expect("a file in the folder of BCGC_CERTIFICATES");
}
