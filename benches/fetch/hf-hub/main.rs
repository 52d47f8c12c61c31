//! `hf-hub-fetch OWNER/NAME` downloads a model into the cache, as the crate does by itself.

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let repo = std::env::args().nth(1).ok_or("usage: hf-hub-fetch OWNER/NAME")?;
    let (owner, name) = repo.split_once('/').ok_or("usage: hf-hub-fetch OWNER/NAME")?;
    let client = hf_hub::HFClient::new()?;
    let snapshot = client.model(owner, name).snapshot_download().send().await?;
    println!("{}", snapshot.display());
    Ok(())
}
