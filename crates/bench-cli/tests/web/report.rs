use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::Command;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::browser::Browser;

/// The files of `gallery`, written once for all tests.
pub(crate) fn folder() -> &'static Path {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("kmeans-bench"));
        command.args(["gallery", "--repeats", "1", "--out"]).arg(folder.path()).assert().success();
        folder
    });
    folder.path()
}

/// The report, opened from disk by a reader with a browser.
pub(crate) struct Reader {
    browser: Browser,
    address: String,
}

impl Reader {
    pub(crate) fn open() -> Self {
        let mut browser = Browser::start();
        let address = format!("file://{}", folder().join("report.html").display());
        browser.call("Page.navigate", &json!({ "url": address }));
        browser.wait_for("Page.loadEventFired");
        Self { browser, address }
    }

    /// Opens the page in a browser with scripts disabled.
    pub(crate) fn open_without_script() -> Self {
        let mut browser = Browser::start();
        browser.call("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
        let address = format!("file://{}", folder().join("report.html").display());
        browser.call("Page.navigate", &json!({ "url": address }));
        browser.wait_for("Page.loadEventFired");
        Self { browser, address }
    }

    /// The value of a JavaScript expression.
    pub(crate) fn ask(&mut self, expression: &str) -> Value {
        self.browser.evaluate(expression)
    }

    pub(crate) fn text(&mut self, selector: &str) -> String {
        let text = self.ask(&format!("document.querySelector({}).textContent", json!(selector)));
        text.as_str().unwrap().to_owned()
    }

    pub(crate) fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.browser.call(method, parameters)
    }

    /// Presses and releases a key of this name and number.
    pub(crate) fn press(&mut self, key: &str) {
        let (code, number, text) = match key {
            "Tab" => ("Tab", 9, ""),
            "Enter" => ("Enter", 13, "\r"),
            " " => ("Space", 32, " "),
            "End" => ("End", 35, ""),
            "Home" => ("Home", 36, ""),
            "ArrowLeft" => ("ArrowLeft", 37, ""),
            "ArrowUp" => ("ArrowUp", 38, ""),
            "ArrowRight" => ("ArrowRight", 39, ""),
            "ArrowDown" => ("ArrowDown", 40, ""),
            _ => panic!("{key} has no number yet"),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut event =
                json!({ "type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number });
            if kind == "keyDown" && !text.is_empty() {
                event["text"] = json!(text);
            }
            self.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// Presses Tab until the element has the focus, as someone without a mouse would.
    pub(crate) fn tab_to(&mut self, selector: &str) {
        let is_there = format!("document.activeElement?.matches({}) ?? false", json!(selector));
        self.ask("document.activeElement?.blur()");
        for _ in 0..200 {
            self.press("Tab");
            if self.ask(&is_there) == true {
                return;
            }
        }
        panic!("Tab does not reach {selector}");
    }

    /// Moves the mouse to a place of the window.
    pub(crate) fn point_at(&mut self, x: f64, y: f64) {
        let event = json!({ "type": "mouseMoved", "x": x, "y": y });
        self.call("Input.dispatchMouseEvent", &event);
    }

    pub(crate) fn click(&mut self, selector: &str) {
        let middle = self.ask(&format!(
            "(() => {{
                const element = document.querySelector({});
                element.scrollIntoView({{ block: 'center', behavior: 'instant' }});
                const {{ x, y, width, height }} = element.getBoundingClientRect();
                return [x + width / 2, y + height / 2];
            }})()",
            json!(selector)
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({
                "type": kind, "x": middle[0], "y": middle[1], "button": "left", "clickCount": 1
            });
            self.call("Input.dispatchMouseEvent", &event);
        }
    }

    /// Shows the page as `media` has it (`screen` or `print`), in a colour scheme.
    pub(crate) fn emulate(&mut self, media: &str, scheme: &str, motion: &str) {
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": motion },
        ]);
        self.call("Emulation.setEmulatedMedia", &json!({ "media": media, "features": features }));
        self.settle();
    }

    pub(crate) fn resize(&mut self, width: u32) {
        let size = json!({
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500
        });
        self.call("Emulation.setDeviceMetricsOverride", &size);
        self.settle();
    }

    /// Waits until what was changed has been drawn.
    pub(crate) fn settle(&mut self) {
        self.ask("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    /// Saves the whole page as a picture, to be looked at.
    pub(crate) fn screenshot(&mut self, name: &str) {
        let whole = json!({ "format": "png", "captureBeyondViewport": true });
        let picture = self.call("Page.captureScreenshot", &whole);
        save(name, &picture["data"]);
    }

    /// Saves what a printer would get.
    pub(crate) fn print(&mut self, name: &str) {
        let pages = self.call("Page.printToPDF", &json!({ "printBackground": false }));
        save(name, &pages["data"]);
    }

    /// Nobody complained, and nothing was asked for but the file itself.
    #[track_caller]
    pub(crate) fn was_quiet(&mut self) {
        // An answer of the page comes after all that it has reported before.
        self.settle();
        for complaint in ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"] {
            let complaints = self.browser.events(complaint);
            assert!(complaints.is_empty(), "{complaint}: {complaints:?}");
        }
        let requests = self.browser.events("Network.requestWillBeSent");
        let addresses: Vec<_> =
            requests.iter().map(|request| request["request"]["url"].as_str().unwrap()).collect();
        assert_eq!(addresses, [self.address.as_str()]);
    }
}

fn save(name: &str, base64: &Value) {
    let folder = std::env::var_os("WEB_TEST_OUT").map(PathBuf::from);
    let folder = folder.expect("WEB_TEST_OUT names no folder: run `cargo xtask web-test`");
    std::fs::create_dir_all(&folder).unwrap();
    let bytes = STANDARD.decode(base64.as_str().unwrap()).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
}
