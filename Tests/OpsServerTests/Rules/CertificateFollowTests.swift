import Foundation
import OpsChildren
import OpsCore
import OpsTestSupport
import Testing

@testable import OpsServer

/// A certificate that somebody renews without telling the server.
@Suite(.serialized, .timeLimit(.minutes(3))) struct CertificateFollowTests {
    @Test func aRenewedPairIsTakenUpByItself() async throws {
        let certificates = try await TestCertificates()
        let directory = try OpsChildren.PrivateDirectory()
        defer { directory.remove() }
        var configuration = ServerConfiguration(stateDirectory: directory.file("state"))
        configuration.socketPath = directory.file("s.sock")
        configuration.listen = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.tls = certificates.files
        configuration.keyEnvironment = ["API_KEY_ACME": "a-long-enough-key-0001"]
        let server = try await ServerRuntime.start(configuration, logger: TestLedger.logger)
        let result: Result<Void, any Error>
        do {
            result = .success(try await Self.renew(certificates, port: try #require(server.bound.port)))
        } catch {
            result = .failure(error)
        }
        await server.stop()
        try result.get()
    }

    private static func renew(_ certificates: TestCertificates, port: Int) async throws {
        func serial() async throws -> String {
            let asked =
                "openssl s_client -connect 127.0.0.1:\(port) </dev/null 2>/dev/null | openssl x509 -noout -serial"
            return try await Tool.run(["sh", "-c", asked], in: certificates.directory.path).output
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
        #expect(try await serial() == "serial=01")
        try await certificates.issue("second", serial: 2)
        try certificates.install("second")
        try await eventually(within: .seconds(30), "the new one is served") { try await serial() == "serial=02" }
        // One that cannot be used changes nothing; the next that can is taken up.
        _ = try certificates.directory.write("server.pem", "nothing of use")
        try await certificates.issue("third", serial: 3)
        #expect(try await serial() == "serial=02")
        try certificates.install("third")
        try await eventually(within: .seconds(30), "the third is served") { try await serial() == "serial=03" }
    }
}
