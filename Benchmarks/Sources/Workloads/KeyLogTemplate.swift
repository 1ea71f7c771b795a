/// A captured connection's key log, to be written again under another client random.
///
/// The secrets of TLS 1.3 are kept: what they decrypt is kept too.
struct KeyLogTemplate {
    private var entries: [(label: Substring, secret: Substring)] = []

    init(_ text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            if parts.count == 3 { entries.append((parts[0], parts[2])) }
        }
    }

    func text(clientRandom: some Collection<UInt8>) -> String {
        let random = clientRandom.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        return entries.map { "\($0.label) \(random) \($0.secret)\n" }.joined()
    }
}
