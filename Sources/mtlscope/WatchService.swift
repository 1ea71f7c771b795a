import HandshakeAnalysis
import OutputWriting
import Reporting

/// What systemd is told of a watch that it started (`Type=notify`): another consumer of the events.
///
/// It is fed by the loop that captures, so a watchdog sees when that is stuck.
struct WatchService {
    private let notifier: ServiceNotifier

    /// `nil` where nobody wants to be told.
    ///
    /// Made when capture has begun.
    init?() {
        guard let path = Environment.value(of: "NOTIFY_SOCKET"), let notifier = ServiceNotifier(path) else {
            return nil
        }
        self.notifier = notifier
        notifier.tell(.ready)
    }

    func receive(_ event: LiveEvent) {
        switch event {
        case .time: notifier.tell(.alive)
        case .statistics(let summary): notifier.tell(.status(EventText.state(of: summary)))
        case .connections, .loss, .interface, .certificate, .state, .reloaded, .notReloaded: break
        }
    }

    func stop() { notifier.tell(.stopping) }
}
