import Hummingbird
import Logging
import NIOCore
import OpsCore

/// What travels with a request through middleware and controllers.
struct OpsRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    let record = RequestRecord()

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// The connection's memory of its client; nil where a request came by no connection of ours.
    var connection: EdgeConnection?

    var requestID: String { record.read { $0.requestID } }

    /// Who asks; the authentication middleware has set it before any controller runs.
    var caller: Caller {
        record.read { $0.caller ?? Caller(identity: .address($0.address), role: nil) }
    }
}
