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

    var requestID: String { record.value.requestID }

    /// Who asks; the authentication middleware has set it before any controller runs.
    var caller: Caller {
        let facts = record.value
        return facts.caller ?? Caller(identity: .address(facts.address), role: nil)
    }
}
