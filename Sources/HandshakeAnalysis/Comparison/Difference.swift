public import ByteParsing
public import CertificateInspection
public import TLSWire

/// One thing in which two handshakes differ, with what each says of it.
public struct Difference: Hashable, Sendable {
    public let aspect: ComparedAspect
    public let consequence: Consequence
    public let good: Observation
    public let bad: Observation

    public init(_ aspect: ComparedAspect, _ consequence: Consequence, good: Observation, bad: Observation) {
        self.aspect = aspect
        self.consequence = consequence
        self.good = good
        self.bad = bad
    }

    /// How much a difference bears on how the worse of the two handshakes ended.
    public enum Consequence: String, CaseIterable, Hashable, Comparable, Sendable {
        /// It can explain the outcome.
        case cause
        /// It is the outcome, or a part of it: the alert, who closed, and how.
        case outcome
        /// It may matter, and does not explain the outcome by itself.
        case circumstance
        /// It follows from another difference, or is of no consequence.
        case incidental

        public static func < (left: Consequence, right: Consequence) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// What one handshake says of an aspect.
    public struct Observation: Hashable, Sendable {
        public let value: Value
        /// Where it was seen; `nil` for what is not there, or follows from several packets.
        public let packet: PacketReference?

        public init(_ value: Value, at packet: PacketReference? = nil) {
            self.value = value
            self.packet = packet
        }
    }

    public enum Value: Hashable, Sendable {
        /// Known not to be there; what is not known is no observation at all.
        case absent
        /// A name of a registry, or text from the wire.
        case text(String)
        /// One of our own words, as JSON reports print it.
        case word(String)
        case list([String])
        case validity(Validity)
        case alert(AlertFact)
        case refusal(ApplicationRefusal)
        case departure(by: Role, isReset: Bool)
        case silence(before: Role, nanoseconds: Int64)
        case bytes(Int)
        case key(SignatureKind)
    }

    /// When a certificate is valid, and how that looked at the time of the packet that carried it.
    public struct Validity: Hashable, Sendable {
        public let notBefore: CertificateTime
        public let notAfter: CertificateTime
        public let standing: Standing

        public enum Standing: Hashable, Sendable {
            case valid
            case expired(seconds: Int64)
            case notYetValid(seconds: Int64)
        }

        public init(notBefore: CertificateTime, notAfter: CertificateTime, at moment: Timestamp) {
            self.notBefore = notBefore
            self.notAfter = notAfter
            let now = moment.nanoseconds / 1_000_000_000
            if notAfter.isBefore(moment) {
                standing = .expired(seconds: now.subtractingReportingOverflow(notAfter.seconds).partialValue)
            } else if notBefore.isAfter(moment) {
                standing = .notYetValid(
                    seconds: notBefore.seconds.subtractingReportingOverflow(now).partialValue
                )
            } else {
                standing = .valid
            }
        }
    }
}
