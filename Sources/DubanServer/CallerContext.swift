import CLinux
import Foundation
import HTTPTypes
public import Hummingbird
import NIOCore

/// What a request carries: who is at the other end of the socket.
public struct CallerContext: RequestContext {
    /// Hummingbird's own part.
    public var coreContext: CoreRequestContextStorage
    let channel: any Channel

    /// The context of a request on a channel.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// Bodies larger than this are refused: an attachment of the largest size in base 64.
    public var maxUploadSize: Int { 24 << 20 }

    /// The system user at the other end (SO_PEERCRED); `nil` where the system does not say.
    func systemUser() async -> String? {
        guard let provider = channel as? any SocketOptionProvider,
            let credentials: clinux_credentials = try? await provider.unsafeGetSocketOption(
                level: .socket, name: .init(rawValue: SO_PEERCRED)
            ).get()
        else { return nil }
        guard let entry = getpwuid(credentials.user) else { return "#\(credentials.user)" }
        return String(cString: entry.pointee.pw_name)
    }
}
