import OpsChildren
import Testing

@testable import OpsServer

/// Who a server is: the same after a restart, never the same as another that runs.
@Suite struct ServerIdentityTests {
    @Test func itOutlivesARestartAndIsNeverTwice() throws {
        let directory = try OpsChildren.PrivateDirectory()
        defer { directory.remove() }
        let first = ServerIdentity(stateDirectory: directory.path)
        let beside = ServerIdentity(stateDirectory: directory.path)
        #expect(first.id != beside.id, "two processes on one directory are two servers")
        first.release()
        let next = ServerIdentity(stateDirectory: directory.path)
        #expect(next.id == first.id)
        let elsewhere = ServerIdentity(stateDirectory: directory.file("nowhere"))
        #expect(![first.id, beside.id].contains(elsewhere.id))
    }
}
