import Foundation
import OpsTerminal

/// Keys, pastes, sizes and the end of the terminal. Each key carries a new id, should it start a command.
enum TerminalSubscription {
    static func run(_ events: AsyncStream<TerminalEvent>, into queue: EventQueue) async {
        for await event in events {
            switch event {
            case .key(let key): await queue.post(.key(key, freshID: UUID().uuidString.lowercased()))
            case .paste(let text): await queue.post(.pasted(text))
            case .resize(let size): await queue.post(.resized(Size(columns: size.columns, rows: size.rows)))
            case .resumed: await queue.post(.tick)
            case .gone: await queue.post(.terminalGone)
            }
        }
    }
}
