extension PastedText {
    private static let mostCodes = 1024

    /// Appends what the numbers of a text mean as words of their own: `sslreason199`, `alertcode 48`, `mbedtls 0x2700`.
    ///
    /// An empty word stands between, so that no pattern reaches over.
    mutating func addCodes() {
        var codes: [[Word]] = []
        let isAlone = words.count == 1
        let context = Set(words.prefix(Self.mostCodes * 4).map(\.text))
        for index in words.indices where codes.count < Self.mostCodes {
            let meanings =
                openSSL(at: index) ?? quic(at: index, context) ?? bearSSL(at: index, context)
                ?? apple(at: index) ?? pubSubClient(at: index, context) ?? mbedTLS(at: index)
                ?? clientVerification(at: index) ?? []
            if !meanings.isEmpty { codes.append(meanings) }
        }
        if isAlone, let word = words.first, word.number != nil, isNegative(word) {
            codes += ["net error", "wolfssl error"].map { meaning([$0, word.text], word) }
        }
        for code in codes {
            guard let place = code.first else { continue }
            words.append(Word(text: "", bytes: place.bytes, line: place.line))
            words += code
        }
    }

    private func meaning(_ texts: [String], _ word: Word) -> [Word] {
        texts.flatMap { $0.split(separator: " ") }
            .map { Word(text: String($0), bytes: word.bytes, line: word.line) }
    }

    private func text(at index: Int) -> String { words.indices.contains(index) ? words[index].text : "" }

    /// A number behind a minus sign, which is no hyphen.
    func isNegative(_ word: Word) -> Bool {
        let sign = word.bytes.lowerBound - 1
        guard sign >= 0, bytes[sign] == UInt8(ascii: "-"), let digit = word.text.utf8.first,
            (0x30...0x39).contains(digit)
        else { return false }
        return sign == 0 || !Self.isWordByte(bytes[sign - 1])
    }

    // MARK: Libraries

    private func openSSL(at index: Int) -> [Word]? {
        let word = words[index]
        guard let code = OpenSSLCode(word.text, follows: text(at: index - 1)) else { return nil }
        switch code.reason {
        case 1000...1255: return meaning(["alertcode", String(code.reason - 1000)], word)
        case let reason:
            return meaning([(code.isBoringSSL ? "boringreason" : "sslreason") + String(reason)], word)
        }
    }

    /// QUIC's error codes: an alert is 0x100 and its number (RFC 9001, section 4.8).
    ///
    /// quic-go says who sent it, aioquic prints it in decimal,
    /// MsQuic adds 0x80410000.
    private func quic(at index: Int, _ context: Set<String>) -> [Word]? {
        let word = words[index]
        let before = text(at: index - 1)
        var alert: UInt32?
        if let hexadecimal = Self.hexadecimal(word.text) {
            let isNamed = before == "error" && text(at: index - 2) == "crypto"
            let isCode = Self.isAboutQUIC(context) && ["code", "error", "errorcode"].contains(before)
            if (0x100...0x1FF).contains(hexadecimal), isNamed || isCode { alert = hexadecimal - 0x100 }
            if (0x8041_0100...0x8041_01FF).contains(hexadecimal) { alert = hexadecimal - 0x8041_0100 }
        } else if let number = word.number, (256...511).contains(number), Self.isAboutQUIC(context),
            ["code", "error", "errorcode"].contains(before)
        {
            alert = number - 256
        } else if let number = word.number, (256...511).contains(number), before == "error",
            text(at: index - 2) == "crypto"
        {
            alert = number - 256
        }
        guard let alert else { return nil }
        let sender = ["remote", "local"].first { $0 == text(at: index + 1) }
        return meaning(["quicalert", sender ?? "", String(alert)], word)
    }

    /// The protocol is named, or a frame that only it has: CONNECTION_CLOSE (RFC 9000, section 19.19).
    private static func isAboutQUIC(_ context: Set<String>) -> Bool {
        context.contains("quic") || context.isSuperset(of: ["connection", "close"])
    }

    /// BearSSL counts alerts that it received from 256 and those that it sent from 512.
    private func bearSSL(at index: Int, _ context: Set<String>) -> [Word]? {
        let word = words[index]
        guard let number = word.number, (256...767).contains(number), text(at: index - 1) == "error",
            !context.isDisjoint(with: ["bearssl", "bssl", "brssl", "tasmota", "mqt"])
        else { return nil }
        return number < 512
            ? meaning(["alertcode", String(number - 256)], word)
            : meaning(["alertsent", String(number - 512)], word)
    }

    /// The states below 0 of Arduino's MQTT client, which its examples print as `rc=-2`.
    private func pubSubClient(at index: Int, _ context: Set<String>) -> [Word]? {
        guard let number = words[index].number ?? Self.leadingDigit(of: words[index].text), number < 10,
            ["rc", "code", "state"].contains(text(at: index - 1)), context.contains("mqtt"),
            isNegative(words[index])
        else { return nil }
        return meaning(["mqttstate", "minus\(number)"], words[index])
    }

    /// `2try again`, as it is printed without a space.
    private static func leadingDigit(of word: String) -> UInt32? {
        word.hasSuffix("try") ? UInt32(word.dropLast(3)) : nil
    }

    /// SecureTransport.h: -9800 to -9868.
    private func apple(at index: Int) -> [Word]? {
        guard let number = words[index].number, (9800...9870).contains(number), isNegative(words[index])
        else {
            return nil
        }
        return meaning(["osstatus", String(number)], words[index])
    }

    /// A negative number: the upper part in steps of 0x80, and a lower one of another module that may be added to it.
    private func mbedTLS(at index: Int) -> [Word]? {
        let word = words[index]
        let isAlone = words.count == 1
        var value: UInt32?
        if let hexadecimal = Self.hexadecimal(word.text), isNegative(word) {
            value = hexadecimal
        } else if word.text.utf8.count == 8, word.text.hasPrefix("ffff"),
            let negative = UInt32(word.text, radix: 16)
        {
            value = 0x1_0000 - negative & 0xFFFF
        } else if let number = word.number, isNegative(word), Self.isMbedTLS(decimal: number),
            isAlone || speaksOfTLS, text(at: index - 1) != "sqlcode"
        {
            value = number
        }
        guard let value, value < 0x8000 else { return nil }
        let code = value < 0x1000 ? value : value & 0xFF80
        let digits = String(code, radix: 16)
        return meaning(
            ["mbedtls", "0x" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits],
            word
        )
    }

    /// The numbers of its X509 and SSL modules that are neither Apple's nor those of NSS.
    private static func isMbedTLS(decimal number: UInt32) -> Bool {
        switch number {
        case 9800...9870: false
        case 8320...10_624, 24_064...32_640: true
        default: false
        }
    }

    private static func hexadecimal(_ word: String) -> UInt32? {
        word.hasPrefix("0x") ? UInt32(word.dropFirst(2), radix: 16) : nil
    }
}
