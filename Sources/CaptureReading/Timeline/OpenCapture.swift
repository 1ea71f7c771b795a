import ByteParsing

/// A capture of a timeline that is being read.
///
/// A class, so that the open ones can stand in an array: a reader owns its memory and cannot be copied.
final class OpenCapture {
    var reader: CaptureFileReader
    /// The first frame of the reader's batch that was not delivered.
    var next = 0
    private var secretsTaken = 0
    private(set) var packetCount: UInt64 = 0
    private(set) var filteredCount: UInt64 = 0
    /// What ended the capture early.
    private(set) var failure: CaptureError?

    /// Whether the last reading has brought nothing because nothing came.
    private(set) var isSilent = false

    init(_ reader: consuming CaptureFileReader) {
        self.reader = reader
    }

    /// The key logs that were found since this was last asked.
    func newSecrets() -> ArraySlice<[UInt8]> {
        let secrets = reader.decryptionSecrets
        defer { secretsTaken = secrets.count }
        return secrets[secretsTaken...]
    }

    /// Replaces the batch by the next one, from which the filter may have taken every packet; `false` at the end.
    func readBatch(through filter: PacketFilter?) -> Bool {
        next = 0
        do throws(CaptureError) {
            guard try reader.readBatch() else { return false }
        } catch {
            failure = error
            return false
        }
        isSilent = reader.isSilent && reader.batch.count == 0
        let count = reader.batch.count
        packetCount += UInt64(count)
        filter?.apply(to: &reader.batch)
        filteredCount += UInt64(count - reader.batch.count)
        return true
    }
}
