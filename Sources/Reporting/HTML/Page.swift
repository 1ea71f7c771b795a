internal import OpenSSLHandles

/// One file that opens anywhere: style and script stand in it, and the policy in its head lets nothing else run or load.
struct Page {
    let title: String
    let style: String
    /// Empty for a page that needs none.
    let script: String

    /// Up to the beginning of the body.
    var head: String {
        let policy =
            "default-src 'none'; style-src '\(Self.hash(style))'"
            + (script.isEmpty ? "" : "; script-src '\(Self.hash(script))'")
            + "; base-uri 'none'; form-action 'none'"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>\(Self.escaped(title))</title>
            <style>\(style)</style>
            </head>
            <body>

            """
    }

    var foot: String {
        (script.isEmpty ? "" : "<script>\(script)</script>\n") + "</body>\n</html>\n"
    }

    /// As Content Security Policy Level 3 names an inline element by its content.
    private static func hash(_ content: String) -> String {
        "sha256-" + Base64.text(of: Digest.sha256(of: Array(content.utf8).span))
    }

    /// Text within an element or an attribute.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in TerminalText.escaped(text) {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }
}
