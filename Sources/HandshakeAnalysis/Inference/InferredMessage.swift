/// What an encrypted record carries by its size and place: all that an inferred event tells.
public enum InferredMessage: Hashable, Sendable {
    case encryptedExtensions
    case certificateRequest
    case certificate
    /// The answer "I have none".
    case emptyCertificate
    case certificateVerify
    case finished
    /// All messages of a flight, in one record or cut at its limit.
    case serverFlight
    case presentingFlight
    case decliningFlight
    case alert
}
