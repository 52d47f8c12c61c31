//! A certificate authority that lives as long as one Hub.
//!
//! A pair of authority and leaf, not one self-signed certificate: rustls refuses an authority that
//! serves as a leaf, and git should meet what it meets on the Internet.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// Makes an authority, writes its certificate into `folder` and has it sign one for the loopback
/// interface and for `hosts`.
pub(super) fn authority(folder: &Path, hosts: &[&str]) -> (PathBuf, Arc<ServerConfig>) {
    let key = KeyPair::generate().expect("a key for the test authority");
    let params = authority_params();
    let certificate = params.self_signed(&key).expect("the test authority signs itself");
    let path = folder.join("ca.pem");
    fs::write(&path, certificate.pem()).expect("the test authority's certificate is written");

    let issuer = Issuer::new(params, key);
    let leaf_key = KeyPair::generate().expect("a key for the test Hub");
    let leaf =
        leaf_params(hosts).signed_by(&leaf_key, &issuer).expect("the authority signs the leaf");
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf_key.serialize_der()));
    // The provider is named because a process-wide default may be missing, or be set by the tests.
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring serves the usual versions of TLS")
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], private)
        .expect("the leaf fits its key");
    (path, Arc::new(config))
}

fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "hfenv test authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn leaf_params(hosts: &[&str]) -> CertificateParams {
    let names: Vec<String> =
        ["127.0.0.1", "localhost"].iter().chain(hosts).map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("the names are valid");
    params.distinguished_name.push(DnType::CommonName, "hfenv test Hub");
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    params
}
