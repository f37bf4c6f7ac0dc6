use serde_json::Value;

use super::report::Reader;

const BACKGROUND: &str = "getComputedStyle(document.documentElement).backgroundColor";
const WHITE: &str = "rgb(255, 255, 255)";

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn it_fits_every_width_in_light_and_dark() {
    let mut reader = Reader::open();
    for scheme in ["light", "dark"] {
        reader.emulate("screen", scheme, "no-preference");
        for width in [360, 768, 1400] {
            reader.resize(width);
            // On a phone the window's own width grows with what reaches past it.
            assert_eq!(reader.ask("document.documentElement.scrollWidth"), width);
            assert_eq!(reader.ask("innerWidth"), width);
            let beyond = reader.ask(
                "[...document.querySelectorAll('.picture, p, h1, h2, button, .controls, .table')]
                    .filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5)
                    .map((e) => e.outerHTML.slice(0, 80))",
            );
            assert_eq!(beyond, serde_json::json!([]), "{width} px");
            reader.screenshot(&format!("{scheme}-{width}.png"));
        }
    }
    reader.was_quiet();
}

/// The smallest words in a figure, in pixels of the screen, and what they are.
const SMALLEST_WORDS: &str = "[...document.querySelectorAll('.picture svg text')]
    .map((e) => [parseFloat(getComputedStyle(e).fontSize) * Math.hypot(e.getScreenCTM().a, e.getScreenCTM().b), e.textContent])
    .reduce((a, b) => (b[0] < a[0] ? b : a))";

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn a_phone_shows_readable_words_and_what_scrolls() {
    let mut reader = Reader::open();
    reader.resize(390);
    let smallest = reader.ask(SMALLEST_WORDS);
    assert!(smallest[0].as_f64().unwrap() >= 10.99, "{smallest}");
    let unsaid = reader.ask(
        "[...document.querySelectorAll('.table, .picture')]
            .filter((e) => e.scrollWidth > e.clientWidth + 1)
            .filter((e) => !e.previousElementSibling.checkVisibility()
                || !e.previousElementSibling.textContent.includes('Scroll sideways'))
            .map((e) => e.outerHTML.slice(0, 80))",
    );
    assert_eq!(unsaid, serde_json::json!([]));
    assert!(reader.ask("document.querySelectorAll('.scrolls').length").as_u64().unwrap() > 0);
    reader.was_quiet();
}

/// The least readable text: its contrast with what is behind it, by WCAG 2.2, and what it is.
const LEAST_CONTRAST: &str = r"(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    // The page draws a colour in whatever notation it was given.
    const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (colour) => {
        const [r, g, b] = rgba(colour).slice(0, 3).map((value) => value / 255)
            .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
        for (let e = element; e; e = e.parentElement) {
            const colour = getComputedStyle(e).backgroundColor;
            if (rgba(colour)[3] === 255) return colour;
        }
        return 'white';
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let least = [Infinity, 'nothing'];
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        const isText = texts.currentNode.textContent.trim() && element.checkVisibility()
            && !element.closest('title, desc, script');
        const svg = element.closest('svg');
        // Text on a coloured area is checked with its figure.
        if (!isText || (svg && !element.closest('.ink, .faint'))) continue;
        const style = getComputedStyle(element);
        const [a, b] = [svg ? style.fill : style.color, behind(svg ?? element)]
            .map((colour) => luminance(colour) + 0.05);
        const contrast = Math.max(a, b) / Math.min(a, b);
        if (contrast < least[0]) least = [contrast, texts.currentNode.textContent];
    }
    return least;
})()";

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn text_stands_out_in_light_and_dark() {
    let mut reader = Reader::open();
    for scheme in ["light", "dark"] {
        reader.emulate("screen", scheme, "no-preference");
        assert_eq!(reader.ask(BACKGROUND) == WHITE, scheme == "light");
        let least = reader.ask(LEAST_CONTRAST);
        assert!(least[0].as_f64().unwrap() >= 4.5, "{scheme}: {least}");
    }
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn the_button_changes_the_colours() {
    for scheme in ["light", "dark"] {
        let mut reader = Reader::open();
        reader.emulate("screen", scheme, "no-preference");
        let own = reader.ask(BACKGROUND);
        let is_pressed = "document.querySelector('#theme').getAttribute('aria-pressed')";
        assert_eq!(reader.ask(is_pressed), (scheme == "dark").to_string());
        reader.tab_to("#theme");
        reader.press("Enter");
        assert_ne!(reader.ask(BACKGROUND), own);
        assert_eq!(reader.ask(is_pressed), (scheme == "light").to_string());
        reader.press(" ");
        assert_eq!(reader.ask(BACKGROUND), own);
        reader.was_quiet();
    }
}

#[test]
#[ignore = "needs a browser: cargo xtask web-test"]
fn paper_is_white_and_has_no_controls() {
    let mut reader = Reader::open();
    reader.resize(768);
    reader.emulate("screen", "dark", "no-preference");
    reader.ask("document.documentElement.dataset.theme = 'dark'");
    assert_ne!(reader.ask(BACKGROUND), WHITE);
    reader.emulate("print", "dark", "no-preference");
    assert_eq!(reader.ask(BACKGROUND), WHITE);
    let visible = reader.ask(
        "[...document.querySelectorAll('button, input, nav, .skip, .pick')]
            .filter((e) => e.checkVisibility({ visibilityProperty: true })).map((e) => e.outerHTML)",
    );
    assert_eq!(visible, Value::Array(Vec::new()));
    let shown = reader
        .ask("[...document.querySelectorAll('svg, table')].every((e) => e.checkVisibility())");
    assert_eq!(shown, true);
    let least = reader.ask(LEAST_CONTRAST);
    assert!(least[0].as_f64().unwrap() >= 4.5, "{least}");
    reader.screenshot("print.png");
    reader.was_quiet();
}
