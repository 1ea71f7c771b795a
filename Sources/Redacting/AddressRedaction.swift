public import ByteParsing
import OpenSSLHandles
import Synchronization

/// Puts other addresses in the place of those that were seen: the same for the same, everywhere.
public final class AddressRedaction: Sendable {
    /// Addresses that are remembered; beyond, they are worked out anew.
    static let maximumRemembered = 65_536

    public enum Method: Hashable, Sendable {
        /// Two addresses that share so many leading bits still share as many: the construction of Crypto-PAn (Xu, Fan, Ammar
        /// and Moon, 2002) with AES-128. The key has 32 bytes.
        case keepingPrefixes(key: [UInt8])
        /// So many leading bits stay, and the rest becomes 0.
        case keepingBits(ipv4: Int, ipv6: Int)
    }

    private struct State {
        var cipher: PrefixCipher?
        var known: [IPAddress: IPAddress] = [:]
    }

    private let method: Method
    private let state: Mutex<State>

    /// `nil` when the key has another size, or more bits are to stay than an address has.
    public init?(_ method: Method) {
        self.method = method
        switch method {
        case .keepingPrefixes(let key):
            guard let cipher = PrefixCipher(key) else { return nil }
            state = Mutex(State(cipher: cipher))
        case .keepingBits(let ipv4, let ipv6):
            guard (0...32).contains(ipv4), (0...128).contains(ipv6) else { return nil }
            state = Mutex(State())
        }
    }

    public func redacted(_ address: IPAddress) -> IPAddress {
        switch method {
        case .keepingBits(let ipv4, let ipv6):
            switch address.family {
            case .ipv4: return Self.cut(address, to: ipv4)
            case .ipv6: return Self.cut(address, to: ipv6)
            // No part of a station's address is a network's.
            case .link: return IPAddress(link: 0)
            }
        case .keepingPrefixes:
            return state.withLock { state in
                if let known = state.known[address] { return known }
                let new = state.cipher?.encrypt(address) ?? Self.cut(address, to: 0)
                if state.known.count < Self.maximumRemembered { state.known[address] = new }
                return new
            }
        }
    }

    public func redacted(_ end: SocketAddress) -> SocketAddress {
        SocketAddress(address: redacted(end.address), port: end.port)
    }

    /// An address as text, or a text with an address and a port; anything else cannot be told, and is `nil`.
    func redacted(text: String) -> String? {
        if let address = IPAddress(text) { return redacted(address).description }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return IPAddress(String(host)).map {
            SocketAddress(address: redacted($0), port: port).description
        }
    }

    private static func cut(_ address: IPAddress, to bits: Int) -> IPAddress {
        func mask(_ bits: Int) -> UInt64 { bits <= 0 ? 0 : bits >= 64 ? .max : ~(.max >> UInt64(bits)) }
        switch address.family {
        case .ipv4:
            return IPAddress(ipv4: UInt32(truncatingIfNeeded: address.low & (mask(bits + 32) & 0xFFFF_FFFF)))
        case .ipv6: return IPAddress(ipv6High: address.high & mask(bits), low: address.low & mask(bits - 64))
        case .link: return IPAddress(link: 0)
        }
    }
}

/// The construction itself: bit by bit, what stands before a bit decides, by AES, whether it is flipped.
///
/// Why `@unchecked Sendable` holds: it is used under the lock of its owner.
private struct PrefixCipher: @unchecked Sendable {
    private let cipher: BlockCipher
    private let pad: [UInt8]

    /// The first half of the key is AES', the second is encrypted to fill up what is shorter than a block.
    init?(_ key: [UInt8]) {
        guard key.count == 32, let cipher = BlockCipher(aes128Key: Array(key[..<16])),
            let pad = cipher.encrypt(Array(key[16...]))
        else { return nil }
        self.cipher = cipher
        self.pad = pad
    }

    func encrypt(_ address: IPAddress) -> IPAddress? {
        let bytes = address.bytes
        var result = bytes
        for bit in 0..<bytes.count * 8 {
            var block = pad
            for index in 0..<bit / 8 { block[index] = bytes[index] }
            if bit % 8 > 0 {
                let mask = ~(UInt8.max >> UInt8(bit % 8))
                block[bit / 8] = bytes[bit / 8] & mask | pad[bit / 8] & ~mask
            }
            guard let output = cipher.encrypt(block) else { return nil }
            result[bit / 8] ^= (output[0] >> 7) << UInt8(7 - bit % 8)
        }
        return IPAddress(result, family: address.family)
    }
}

extension IPAddress {
    /// From bytes in network order: 4, 16 or 6.
    init(_ bytes: [UInt8], family: Family) {
        func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        switch family {
        case .ipv4: self.init(ipv4: UInt32(truncatingIfNeeded: number(bytes[...])))
        case .ipv6: self.init(ipv6High: number(bytes.prefix(8)), low: number(bytes.dropFirst(8)))
        // A station's own address, not a group's, and one that no maker gave.
        case .link: self.init(link: number(bytes[...]) & 0xFCFF_FFFF_FFFF | 0x0200_0000_0000)
        }
    }
}
