import Glibc
import OpsTestSupport
import Testing

@testable import OpsChildren

@Suite struct SupervisorTests {
    @Test func aKilledServerComesBackAtItsAddress() async throws {
        try await TestBroker.with { broker in
            let supervisor = Supervisor(broker.server)
            supervisor.start()
            let before = broker.server.pid
            broker.server.kill(SIGKILL)
            try await eventually("a restart") { supervisor.restarts == 1 }
            #expect(broker.server.pid != before)
            #expect(FreePort.isListening(broker.port))
            await supervisor.stop()
            #expect(!broker.server.isRunning)
            #expect(!FreePort.isListening(broker.port))
        }
    }

    @Test func theDelayDoublesToItsCapAndIsForgiven() {
        var delay = RestartDelay(baseSeconds: 1, capSeconds: 5, forgiveAfterSeconds: 30)
        #expect((0..<5).map { _ in delay.next(livedSeconds: 0, jitter: 1) } == [1, 2, 4, 5, 5])
        #expect(delay.next(livedSeconds: 31, jitter: 1) == 1)
        #expect(delay.next(livedSeconds: 0, jitter: 0) == 1)
    }
}
