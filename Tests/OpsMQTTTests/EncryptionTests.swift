import Glibc
import OpsChildren
import OpsMQTT
import OpsTestSupport
import Testing

/// TLS to a real broker with a certificate made for the test.
@Suite struct EncryptionTests {
    private func makeCertificate(_ directory: PrivateDirectory, host: String) async throws -> MosquittoCertificate {
        let openssl = try ProgramFinder.require("openssl", package: "openssl")
        let made = MosquittoCertificate(
            certificateFile: directory.file("\(host).crt"), keyFile: directory.file("\(host).key"))
        let arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=\(host)", "-addext", "subjectAltName=DNS:\(host)", "-keyout", made.keyFile, "-out",
            made.certificateFile,
        ]
        let environment = ChildLaunch.plainEnvironment(home: directory.path)
        try await ToolRun.succeed(
            ChildLaunch(program: openssl, arguments: arguments, environment: environment), in: directory)
        return made
    }

    /// A key pair of a client's own, in one file each; the passphrase locks the key.
    private func makeLocked(_ directory: PrivateDirectory, _ plain: MosquittoCertificate) async throws -> String {
        let openssl = try ProgramFinder.require("openssl", package: "openssl")
        let locked = directory.file("locked.key")
        try directory.write("a passphrase\n", to: "passphrase")
        try await ToolRun.succeed(
            ChildLaunch(
                program: openssl,
                arguments: [
                    "ec", "-in", plain.keyFile, "-aes256", "-passout", "file:\(directory.file("passphrase"))", "-out",
                    locked,
                ], environment: ChildLaunch.plainEnvironment(home: directory.path)), in: directory)
        return locked
    }

    private func configuration(_ server: MosquittoServer, caFile: String?) -> MQTTConfiguration {
        MQTTConfiguration(
            host: "localhost", port: server.port, clientID: "tls-\(UInt32.random(in: 0...UInt32.max))", caFile: caFile,
            tls: true, backoffBaseSeconds: 0.05, backoffCapSeconds: 0.2)
    }

    @Test func aTrustedBrokerIsSpokenToAndFoundAgain() async throws {
        let directory = try PrivateDirectory()
        defer { directory.remove() }
        let certificate = try await makeCertificate(directory, host: "localhost")
        let server = try await MosquittoServer.start(in: directory, certificate: certificate)
        let witness = Witness(
            configuration(server, caFile: certificate.certificateFile),
            subscriptions: [MQTTSubscription(filter: "a/#", qos: 1)])
        try await witness.waitForLink()
        // Many at once: several messages share one record of TLS, which the socket alone does not show.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 { group.addTask { try await witness.publish("a/\(number)", "\(number)") } }
            try await group.waitForAll()
        }
        try await eventually("all messages") { witness.messages.count == 200 }
        server.kill(SIGKILL)
        try await witness.waitForLinkDown()
        try await server.restart()
        try await witness.waitForLink(session: 2)
        await witness.client.stop()
        await server.stop()
    }

    @Test func anUntrustedBrokerOrAnotherHostsIsRefused() async throws {
        let directory = try PrivateDirectory()
        defer { directory.remove() }
        let ours = try await makeCertificate(directory, host: "localhost")
        let other = try await makeCertificate(directory, host: "elsewhere.example")
        let server = try await MosquittoServer.start(in: directory, certificate: ours)
        let impostor = try await MosquittoServer.start(in: directory, certificate: other)
        let strangers = [
            Witness(configuration(server, caFile: nil)), Witness(configuration(server, caFile: other.certificateFile)),
            Witness(configuration(impostor, caFile: other.certificateFile)),
        ]
        for witness in strangers {
            try await witness.waitForLinkDown(count: 2)
            #expect(witness.sessions.isEmpty)
            await witness.client.stop()
        }
        for server in [server, impostor] { await server.stop() }
    }

    @Test func aBrokerThatAsksForACertificateGetsOurs() async throws {
        let directory = try PrivateDirectory()
        defer { directory.remove() }
        var certificate = try await makeCertificate(directory, host: "localhost")
        let ours = try await makeCertificate(directory, host: "opstui.example")
        certificate.clientAuthorityFile = ours.certificateFile
        let server = try await MosquittoServer.start(in: directory, certificate: certificate)
        var settings = configuration(server, caFile: certificate.certificateFile)
        let stranger = Witness(settings)
        settings.clientID += "-known"
        settings.certificateFile = ours.certificateFile
        settings.keyFile = ours.keyFile
        let known = Witness(settings, subscriptions: [MQTTSubscription(filter: "a/#", qos: 1)])
        try await known.waitForLink()
        try await known.publish("a/b", "hello")
        try await eventually("the message") { known.texts == ["hello"] }
        try await stranger.waitForLinkDown(count: 2)
        #expect(stranger.sessions.isEmpty)
        // A key that nobody can unlock is an answer, and no question on the terminal.
        settings.keyFile = try await makeLocked(directory, ours)
        settings.clientID += "-locked"
        let locked = Witness(settings)
        try await locked.waitForLinkDown()
        settings.keyFile = directory.file("absent.key")
        let absent = Witness(settings)
        try await absent.waitForLinkDown()
        #expect(absent.reasons.first?.contains("cannot be read") == true, "\(absent.reasons)")
        for witness in [stranger, known, locked, absent] { await witness.client.stop() }
        await server.stop()
    }
}
