import ByteParsing
import FuzzSupport
import FuzzTraffic
import TLSDecryption
import TLSWire

/// The input is records: of any protection as they come, or plaintexts of TLS 1.3, which are sealed here and opened by
/// the whole pipeline.
@_cdecl("FuzzDecryption_main")
func main(_ count: CInt, _ arguments: Arguments) -> CInt {
    unsafe fuzz(count, arguments) { start, count in
        var input = FuzzInput(unsafe copy(start, count))
        if input.byte() & 1 == 0 { open(&input) } else { analyse(&input) }
        return 0
    }
}

private let keys = SealedStream.keys

private func analyse(_ input: inout FuzzInput) {
    var stream = SealedStream(keys.traffic())
    stream.play(&input)
    stream.finish()
}

private let versions: [ProtocolVersion] = [.ssl3, .tls10, .tls11, .tls12, .tls13, .dtls10, .dtls12, .dtls13]

/// Suite, version and how, then records: type, how many may be missing, length, bytes.
private func open(_ input: inout FuzzInput) {
    let suite = CipherSuite(rawValue: UInt16(input.byte()) << 8 | UInt16(input.byte()))
    let how = input.byte()
    let version = versions[Int(how & 7)]
    let size = suite.handshakeHash == .sha384 ? 48 : 32
    let sevens = [UInt8](repeating: 7, count: 32)
    var reader = ByteReader(sevens.span)
    guard let random = try? Random(parsing: &reader) else { return }
    if version == .tls13 {
        guard let decryptor = try? RecordDecryptor.tls13(secret: secret(size), suite: suite) else { return }
        read(&input, decryptor)
    } else {
        guard
            let decryptor = try? RecordDecryptor.tls12(
                masterSecret: secret(48),
                clientRandom: random,
                serverRandom: random,
                suite: suite,
                version: version,
                encryptThenMAC: how & 8 != 0,
                compressionMethod: how & 16 != 0 ? 1 : 0,
                sender: how & 32 != 0 ? .client : .server
            )
        else { return }
        read(&input, decryptor)
    }
}

private func secret(_ size: Int) -> [UInt8] { [UInt8](repeating: 0x42, count: size) }

private func read(_ input: inout FuzzInput, _ decryptor: consuming RecordDecryptor) {
    var decryptor = decryptor
    while !input.isAtEnd {
        let type = ContentType(rawValue: input.byte())
        let how = input.byte()
        let fragment = input.chunk()
        let header = RecordHeader(
            contentType: type,
            legacyRecordVersion: .tls12,
            length: UInt16(truncatingIfNeeded: fragment.count)
        )
        let before = decryptor.sequenceNumber
        switch decryptor.decrypt(fragment.span, header: header, lookingAhead: UInt64(how & 0x7F)) {
        case .decrypted(_, let skipped):
            precondition(decryptor.sequenceNumber == before + skipped + 1)
            precondition(decryptor.copyPlaintext().count <= RecordHeader.maximumLength)
        default:
            precondition(decryptor.sequenceNumber == before)
            precondition(decryptor.copyPlaintext().isEmpty)
        }
        if how & 0x80 != 0 { _ = decryptor.updateKeys() }
    }
}
