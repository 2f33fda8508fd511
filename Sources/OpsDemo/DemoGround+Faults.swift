import Foundation
import OpsChildren
import OpsPlant

extension DemoGround {
    /// Freezes or kills the demo's own broker. A killed one is started again by its supervisor.
    func harm(_ fault: BrokerFault) async {
        switch fault {
        case .killed:
            broker.kill(SIGKILL)
        case .frozen(let seconds):
            broker.kill(SIGSTOP)
            try? await Task.sleep(for: .milliseconds(Int(seconds * 1000)))
            // Also where the demo ends meanwhile: a stopped process takes no other signal.
            broker.kill(SIGCONT)
        }
    }
}
