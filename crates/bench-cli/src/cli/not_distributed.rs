use clap::Args;

/// Takes the place of the options for several processes in a program that is built without them.
#[derive(Debug, Args)]
pub(crate) struct NotDistributedArgs {
    #[arg(long, hide = true, value_parser = refuse)]
    processes: Option<String>,
    #[arg(long, hide = true, value_parser = refuse)]
    hosts: Option<String>,
}

fn refuse(_: &str) -> Result<String, String> {
    Err("this program is built without it; build it with `--features distributed`".to_owned())
}
