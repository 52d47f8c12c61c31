//! Addresses of hosts. ureq looks a host up for every request, also where a kept connection will
//! be used, and in a thread of its own where that has a time limit. Here it is asked once in a
//! while.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// How long an address is good for: storage hosts give a new one every minute.
const AGE: Duration = Duration::from_secs(60);

/// What was found lately.
#[derive(Debug, Default)]
pub(super) struct Names<R = DefaultResolver> {
    inner: R,
    known: Mutex<HashMap<String, (Instant, ResolvedSocketAddrs)>>,
}

impl<R: Resolver> Resolver for Names<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.scheme().zip(uri.authority());
        let host = host.and_then(|(scheme, host)| DefaultResolver::host_and_port(scheme, host));
        // Without a host the question is wrong, and the other one says how.
        let Some(host) = host else { return self.inner.resolve(uri, config, timeout) };
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = lock().get(&host).filter(|(since, _)| since.elapsed() < AGE).cloned();
        if let Some((_, found)) = fresh {
            return Ok(found);
        }
        let found = self.inner.resolve(uri, config, timeout)?;
        lock().insert(host, (Instant::now(), found.clone()));
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Knows every host but one, and counts.
    #[derive(Debug, Default)]
    struct Counting(AtomicUsize);

    impl Resolver for Counting {
        fn resolve(
            &self,
            uri: &Uri,
            _: &Config,
            _: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            self.0.fetch_add(1, Ordering::Relaxed);
            if uri.host() == Some("nobody.example") {
                return Err(ureq::Error::HostNotFound);
            }
            let mut found = self.empty();
            found.push(([127, 0, 0, 1], uri.port_u16().unwrap_or(80)).into());
            Ok(found)
        }
    }

    fn asked(addresses: &[&str]) -> (Vec<Option<u16>>, usize) {
        let names = Names::<Counting>::default();
        let find = |address: &&str| {
            let uri: Uri = address.parse().unwrap();
            let found = names.resolve(&uri, &Config::default(), NextTimeout::default());
            found.ok().map(|found| found[0].port())
        };
        let ports = addresses.iter().map(find).collect();
        (ports, names.inner.0.load(Ordering::Relaxed))
    }

    #[test]
    fn a_host_is_asked_for_once() {
        let same = ["http://a.example:81/x", "http://a.example:81/y?z", "http://a.example:81/x"];
        assert_eq!(asked(&same), (vec![Some(81); 3], 1));
    }

    #[test]
    fn another_port_is_another_host_and_no_answer_is_remembered() {
        let two = ["http://a.example:81/", "http://a.example:82/"];
        assert_eq!(asked(&two), (vec![Some(81), Some(82)], 2));
        assert_eq!(asked(&["http://nobody.example/"; 2]), (vec![None, None], 2));
    }
}
