//! Reads many objects at the pace of git: one `git cat-file` for two cores inflates them, which it
//! does best for versions of one file behind each other, and all cores look through them.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufWriter, ErrorKind, Write};
use std::process::ChildStdin;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

use super::answer::{Kind, there};
use super::child::Started;
use super::raw::{Change, New};
use super::repo;
use super::search::{Job, all_workers, ended};
use super::worker::Worker;
use super::{GuardError, News};

/// What a lane's git is told to write: the path comes back with the object.
const FORMAT: &str = "--batch=%(objectname) %(objecttype) %(objectsize) %(rest)";

/// The most bytes of a content that is handed over; a longer one is searched while it is read.
const WHOLE: u64 = 256 << 10;

/// How many bytes are handed over at once: whoever takes them is woken each time.
const BATCH: usize = 256 << 10;

/// How many batches wait for each helper.
const WAITING: usize = 2;

/// Contents, each with its path.
type Batch = Vec<(Change, Zeroizing<Vec<u8>>)>;

/// Looks through every object of `list`, whose lines have an id and a path; what is not here has a
/// question mark.
pub(super) fn read(job: &Job<'_>, list: &mut Started) -> Result<(), GuardError> {
    let cores = all_workers();
    let lanes = cores.div_ceil(2);
    let (queue, waiting) = sync_channel(WAITING * lanes);
    let waiting = Mutex::new(waiting);
    let start = |_| job.repo.talk(&["cat-file", FORMAT, "--buffer"]);
    let mut gits = (0..lanes).map(start).collect::<Result<Vec<_>, _>>()?;
    let feeds = gits.iter_mut().map(Started::hand_over_input).collect::<Result<Vec<_>, _>>()?;
    std::thread::scope(|scope| {
        let lanes = gits.into_iter().map(|git| {
            let queue = queue.clone();
            scope.spawn(move || told(job, Lane::new(job, git, queue).run()))
        });
        let mut threads: Vec<_> = lanes.collect();
        let helpers = threads.len()..cores;
        threads.extend(helpers.map(|_| scope.spawn(|| told(job, help(job, &waiting)))));
        drop(queue);
        let fed = feed(job, list, feeds);
        ended(threads).and(fed)
    })
}

/// Lets the others end where one has failed.
fn told(job: &Job<'_>, end: Result<(), GuardError>) -> Result<(), GuardError> {
    if end.is_err() {
        job.stop();
    }
    end
}

/// Hands the objects to the lanes: all versions of a path to the same one.
fn feed(job: &Job<'_>, list: &mut Started, feeds: Vec<ChildStdin>) -> Result<(), GuardError> {
    let mut feeds: Vec<_> = feeds.into_iter().map(BufWriter::new).collect();
    let mut line = Vec::new();
    while !job.is_over() && list.output()?.read_until(b'\n', &mut line)? > 0 {
        if line.starts_with(b"?") {
            (job.tell)(News::Missing(None));
        } else {
            let path = line.iter().position(|byte| *byte == b' ').unwrap_or(line.len());
            let mut hasher = DefaultHasher::new();
            line[path..].hash(&mut hasher);
            let which = hasher.finish() % feeds.len() as u64;
            let feed = feeds.get_mut(usize::try_from(which).unwrap_or_default());
            if !written(feed.map_or(Ok(()), |feed| feed.write_all(&line)))? {
                return Ok(());
            }
        }
        line.clear();
    }
    for mut feed in feeds {
        written(feed.flush())?;
    }
    Ok(())
}

/// Whether git took it: a lane that has ended says why.
fn written(done: std::io::Result<()>) -> Result<bool, GuardError> {
    match done {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        other => Ok(other.map(|()| true)?),
    }
}

/// Looks through what lanes have no time for.
fn help(job: &Job<'_>, waiting: &Mutex<Receiver<Batch>>) -> Result<(), GuardError> {
    let mut worker = Worker::new(job);
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(batch) = next else { return Ok(()) };
        batch_of(&mut worker, &batch)?;
    }
}

fn batch_of(worker: &mut Worker<'_>, batch: &Batch) -> Result<(), GuardError> {
    for (change, content) in batch {
        if worker.job.is_over() {
            break;
        }
        worker.bytes(change, content)?;
    }
    Ok(())
}

/// A reader of one git.
struct Lane<'a> {
    worker: Worker<'a>,
    queue: SyncSender<Batch>,
    batch: Batch,
    /// How many bytes it has.
    bytes: usize,
}

impl<'a> Lane<'a> {
    fn new(job: &'a Job<'a>, git: Started, queue: SyncSender<Batch>) -> Self {
        let mut worker = Worker::new(job);
        worker.news = Some(git);
        Self { worker, queue, batch: Batch::new(), bytes: 0 }
    }

    fn run(mut self) -> Result<(), GuardError> {
        while let Some(answer) = self.answer()? {
            if self.worker.job.is_over() {
                return Ok(());
            }
            let Some((kind, size)) = there(&answer)? else {
                (self.worker.job.tell)(News::Missing(None));
                continue;
            };
            let change = change(&answer);
            if kind == Kind::Blob && size <= WHOLE {
                let content = self.worker.whole(size)?;
                self.hand_over(change, content)?;
            } else {
                self.worker.content(&change, kind, size)?;
            }
        }
        batch_of(&mut self.worker, &self.batch)?;
        self.worker.news.take().map_or(Ok(()), Started::end)
    }

    /// What git says of the next object; nothing at the end.
    fn answer(&mut self) -> Result<Option<Vec<u8>>, GuardError> {
        let git = self.worker.news.as_mut().ok_or(GuardError::Unexpected("cat-file"))?;
        Ok(Some(git.raw_line()?).filter(|line| !line.is_empty()))
    }

    /// Whoever reads looks through it, where nobody else has time.
    fn hand_over(&mut self, change: Change, content: Zeroizing<Vec<u8>>) -> Result<(), GuardError> {
        self.bytes += content.len();
        self.batch.push((change, content));
        if self.bytes < BATCH {
            return Ok(());
        }
        self.bytes = 0;
        match self.queue.try_send(std::mem::take(&mut self.batch)) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(batch) | TrySendError::Disconnected(batch)) => {
                batch_of(&mut self.worker, &batch)
            }
        }
    }
}

/// The object and the path in `ID KIND SIZE PATH`.
fn change(answer: &[u8]) -> Change {
    let mut words = answer.splitn(4, |byte| *byte == b' ');
    let id = String::from_utf8_lossy(words.next().unwrap_or_default()).into_owned();
    let path = repo::path(words.nth(2).unwrap_or_default().to_owned());
    Change { path, old: Vec::new(), new: New::Object(id), commit: None }
}
