import Foundation

/// A client that asks the same URL again and again over one connection, in as little code as that takes.
final class TextSource {
    struct Fault: Error {
        let what: String
    }

    private let descriptor: Int32
    private let request: [UInt8]

    /// - Parameter url: `http://127.0.0.1:PORT/PATH`.
    init(url: String) throws {
        guard let parts = URL(string: url), let port = parts.port else { throw Fault(what: "no port in \(url)") }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard result == 0 else { throw Fault(what: "connect: \(String(cString: strerror(errno)))") }
        self.descriptor = descriptor
        request = Array("GET \(parts.path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
    }

    deinit { close(descriptor) }

    /// The next answer's body.
    func next() throws -> [UInt8] {
        guard send(descriptor, request, request.count, 0) == request.count else { throw Fault(what: "send") }
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            var byte: UInt8 = 0
            guard head.count < 4_096, recv(descriptor, &byte, 1, 0) == 1 else { throw Fault(what: "no head") }
            head.append(byte)
        }
        let text = String(decoding: head, as: UTF8.self).lowercased()
        guard let match = text.firstMatch(of: /content-length: (\d+)/), let length = Int(match.1) else {
            throw Fault(what: "no length")
        }
        return try [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            while count < length {
                guard let base = buffer.baseAddress else { break }
                let got = recv(descriptor, base + count, length - count, 0)
                guard got > 0 else { throw Fault(what: "the body ended early") }
                count += got
            }
        }
    }
}
