using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Merlon.Workspaces.Exchange;

/// <summary>Where releases are fetched from and how much is put up with: docs/limits.md. Only <c>merlon release fetch</c> uses the network.</summary>
public sealed record FetchOptions
{
    /// <summary>The publisher's sources with the limits of the product.</summary>
    public static FetchOptions Default { get; } = new();

    /// <summary>Index of the publisher's repository.</summary>
    public Uri Repository { get; init; } = new("https://raw.githubusercontent.com/mitre-attack/attack-stix-data/master/index.json");

    /// <summary>Discovery of the publisher's TAXII 2.1 server.</summary>
    public Uri Taxii { get; init; } = new("https://attack-taxii.mitre.org/api/v21/");

    /// <summary>Longest wait for a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait for the head of an answer.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest silence in the middle of an answer.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time for everything; what came until then is kept and resumed.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a body may be slower than <see cref="BytesPerSecondMin"/>.</summary>
    public TimeSpan SlowGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Slowest body that is waited for, on average, in bytes per second.</summary>
    public int BytesPerSecondMin { get; init; } = 1024;

    /// <summary>Wait before the first retry; it doubles each time.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait before a retry, also where the server asks for more.</summary>
    public TimeSpan RetryDelayLongest { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most attempts of one request that bring nothing new.</summary>
    public int AttemptsMax { get; init; } = 4;

    /// <summary>Most redirects of one request.</summary>
    public int RedirectsMax { get; init; } = 5;

    /// <summary>Largest index, discovery or list of collections, in bytes.</summary>
    public int DocumentBytesMax { get; init; } = 4 * 1024 * 1024;

    /// <summary>Largest bundle, in bytes as sent.</summary>
    public int BundleBytesMax { get; init; } = 256 * 1024 * 1024;

    /// <summary>Largest page of a TAXII server, in bytes as sent and unpacked.</summary>
    public int PageBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>Most pages of one TAXII collection.</summary>
    public int PagesMax { get; init; } = 2_000;

    /// <summary>Objects asked for per page; a server may send fewer.</summary>
    public int PageObjects { get; init; } = 1_000;

    /// <summary>True for a server that fetches what somebody asks for: every source, also a named mirror, is spoken to over https and at public addresses only, and without credentials.</summary>
    public bool IsPublicOnly { get; init; }

    /// <summary>Proxy to use, or null for the system's own (environment or settings).</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>How names become addresses.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = static (host, token) => Dns.GetHostAddressesAsync(host, token);

    /// <summary>How a connection is made.</summary>
    internal Func<IPEndPoint, CancellationToken, ValueTask<Stream>> Dial { get; init; } = DialAsync;

    /// <summary>Which certificates are trusted beyond the system's; null for none.</summary>
    internal RemoteCertificateValidationCallback? Trust { get; init; }

    /// <summary>Measures waiting.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    static async ValueTask<Stream> DialAsync(IPEndPoint target, CancellationToken cancellationToken)
    {
        Socket? socket = new(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target, cancellationToken);
            NetworkStream stream = new(socket, ownsSocket: true);
            socket = null; // the stream's now
            return stream;
        }
        finally
        {
            socket?.Dispose();
        }
    }
}

/// <summary>Which of the publisher's sources.</summary>
public enum FetchSource
{
    /// <summary>The repository of bundles.</summary>
    Repository,

    /// <summary>The TAXII 2.1 server.</summary>
    Taxii,
}

/// <summary>What to fetch.</summary>
/// <param name="Version">Such as <c>18.1</c>, or null for the newest.</param>
/// <param name="Domains">Such as <c>enterprise-attack</c> or <c>enterprise</c>; empty for all that the source has.</param>
/// <param name="Source">The publisher's source, where <paramref name="From"/> names no other.</param>
/// <param name="From">A file, a folder, or the address of a mirror (its <c>index.json</c>, its TAXII discovery, a bundle); null for the publisher.</param>
public sealed record FetchRequest(string? Version, IReadOnlyList<string> Domains, FetchSource Source, string? From);

/// <summary>A release that a source offers.</summary>
/// <param name="Version">Such as <c>18.1</c>.</param>
/// <param name="Domains">Its domains, ordinally sorted.</param>
public sealed record FetchableRelease(string Version, IReadOnlyList<string> Domains);

/// <summary>A release that was fetched and stored.</summary>
/// <param name="Release">As it is in the store.</param>
/// <param name="Bundles">What was fetched, by domain.</param>
public sealed record FetchedRelease(StoredRelease Release, IReadOnlyList<FetchedBundle> Bundles);

/// <summary>A bundle that was fetched.</summary>
/// <param name="Domain">Such as <c>enterprise-attack</c>.</param>
/// <param name="Address">Where it came from.</param>
/// <param name="Bytes">Its size, unpacked.</param>
/// <param name="Sha256">Of its bytes, lower-case hexadecimal.</param>
/// <param name="ResumedBytes">Bytes of it that an earlier, interrupted fetch had brought; 0 where it came in one go.</param>
public sealed record FetchedBundle(string Domain, string Address, long Bytes, string Sha256, long ResumedBytes);

/// <summary>A source cannot be reached or does not behave; the message says what to do. Nothing was stored.</summary>
public sealed class FetchException : IOException
{
    /// <inheritdoc/>
    public FetchException() { }

    /// <inheritdoc/>
    public FetchException(string message) : base(message) { }

    /// <inheritdoc/>
    public FetchException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>True when the same request may work a little later.</summary>
    internal bool IsTransient { get; init; }

    /// <summary>How long the server asks to wait.</summary>
    internal TimeSpan? RetryAfter { get; init; }
}
