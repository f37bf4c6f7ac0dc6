use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A Chromium of our own with one empty tab, and the `DevTools` protocol to it.
///
/// Messages go through pipes, each ended by a zero byte, which takes no web socket.
/// <https://chromedevtools.github.io/devtools-protocol/> lists the methods and the events.
pub(crate) struct Browser {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    n_requests: u64,
    session: Option<String>,
    /// Events that the tab reported, besides answers.
    events: Vec<Value>,
    _profile: TempDir,
}

impl Browser {
    /// Starts the program that `cargo xtask web-test` has found.
    pub(crate) fn start() -> Self {
        let program = std::env::var_os("CHROMIUM");
        let program = program.expect("CHROMIUM names no browser: run `cargo xtask web-test`");
        let profile = tempfile::tempdir().unwrap();
        // Chromium reads its third file and writes its fourth.
        let mut command = Command::new("sh");
        command.args(["-c", r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null"#]).arg(program);
        command.args(["--remote-debugging-pipe", "--headless", "--no-sandbox", "--disable-gpu"]);
        command.args(["--no-first-run", "--disable-background-networking", "--disable-sync"]);
        command.args(["--disable-component-update", "--hide-scrollbars"]);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let requests = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        let (session, events) = (None, Vec::new());
        let mut browser =
            Self { process, requests, answers, n_requests: 0, session, events, _profile: profile };
        browser.attach();
        browser
    }

    fn attach(&mut self) {
        let target = self.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let whole = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = self.call("Target.attachToTarget", &whole);
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network", "Accessibility"] {
            self.call(&format!("{domain}.enable"), &json!({}));
        }
    }

    /// Asks, and waits for the answer.
    pub(crate) fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.n_requests += 1;
        let id = self.n_requests;
        let mut request = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            request["sessionId"] = json!(session);
        }
        self.requests.write_all(request.to_string().as_bytes()).unwrap();
        self.requests.write_all(&[0]).unwrap();
        loop {
            let message = self.read();
            if message["id"] == id {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
            self.events.push(message);
        }
    }

    /// Waits until the tab reports this, if it has not yet.
    pub(crate) fn wait_for(&mut self, event: &str) {
        while !self.events.iter().any(|message| message["method"] == event) {
            let message = self.read();
            self.events.push(message);
        }
    }

    /// Every event of this name that the tab reported.
    pub(crate) fn events(&self, name: &str) -> Vec<&Value> {
        let named = self.events.iter().filter(|message| message["method"] == name);
        named.map(|message| &message["params"]).collect()
    }

    /// The value of a JavaScript expression; a promise is waited for.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        let parameters =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", &parameters);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    fn read(&mut self) -> Value {
        let mut message = Vec::new();
        self.answers.read_until(0, &mut message).unwrap();
        assert_eq!(message.pop(), Some(0), "the browser is gone");
        serde_json::from_slice(&message).unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The profile can only go when nothing writes to it any more.
        let close = json!({ "id": 0, "method": "Browser.close" }).to_string() + "\0";
        if self.requests.write_all(close.as_bytes()).is_err() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}
