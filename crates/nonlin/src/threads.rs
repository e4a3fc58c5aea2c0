//! Work shared by several threads; without the feature `threads` the calling thread does all of it.

/// Runs `work` on so many threads at once, the calling one among them, and waits for them.
///
/// What there is to do `work` takes from a common store until that is empty. So nothing is left undone where the system
/// has fewer threads to give, or the feature `threads` is off: those there are do it all.
pub(crate) fn together(threads: usize, work: impl Fn() + Sync) {
    if !cfg!(feature = "threads") || threads <= 1 {
        return work();
    }
    std::thread::scope(|scope| {
        for _ in 1..threads {
            if std::thread::Builder::new().spawn_scoped(scope, &work).is_err() {
                break;
            }
        }
        work();
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn all_is_done_whatever_the_number_of_threads() {
        for threads in [0, 1, 2, 5] {
            let (next, sum) = (AtomicUsize::new(1), AtomicUsize::new(0));
            together(threads, || {
                loop {
                    match next.fetch_add(1, Ordering::Relaxed) {
                        item @ ..=100 => sum.fetch_add(item, Ordering::Relaxed),
                        _ => return,
                    };
                }
            });
            assert_eq!(sum.into_inner(), 5050);
        }
    }
}
