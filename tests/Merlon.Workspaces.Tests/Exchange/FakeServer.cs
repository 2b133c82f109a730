using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Merlon.Workspaces.Tests.Exchange;

/// <summary>An HTTP server on this machine that answers as a test wants, lies, falls silent and hangs up. One request per connection.</summary>
sealed class FakeServer : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stopping = new();
    readonly X509Certificate2? certificate;
    readonly Func<FakeRequest, FakeAnswer> answer;

    public FakeServer(Func<FakeRequest, FakeAnswer> answer, bool usesTls = false)
    {
        this.answer = answer;
        certificate = usesTls ? Certificate() : null;
        listener.Start();
        _ = AcceptAsync();
    }

    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Address(string path) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}{path}");

    public void Dispose()
    {
        stopping.Cancel();
        listener.Dispose();
        stopping.Dispose();
        certificate?.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    async Task ServeAsync(TcpClient accepted)
    {
        try
        {
            using var client = accepted;
            await using var stream = certificate is null ? (Stream)client.GetStream() : await TlsAsync(client.GetStream());
            if (await FakeRequest.ReadAsync(stream, stopping.Token) is { } request)
            {
                Requests.Enqueue(request);
                await answer(request).WriteAsync(stream, stopping.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException or AuthenticationException)
        {
            // the client hung up, as some tests want
        }
    }

    async Task<Stream> TlsAsync(NetworkStream plain)
    {
        var secured = new SslStream(plain);
        await secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stopping.Token);
        return secured;
    }

    static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=attack.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
    }
}

/// <summary>What a client asked.</summary>
/// <param name="Target">As written in the request line: a path with its query, or a whole address where a proxy is asked.</param>
/// <param name="Headers">By name, letter case ignored.</param>
sealed record FakeRequest(string Target, IReadOnlyDictionary<string, string> Headers)
{
    public string Path => Target.Split('?')[0];

    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value : null;

    public string? Query(string name) => Target.Split('?') is [_, var query]
        ? query.Split('&').Select(static p => p.Split('=', 2)).Where(p => string.Equals(Uri.UnescapeDataString(p[0]), name, StringComparison.Ordinal)).Select(static p => Uri.UnescapeDataString(p[1])).FirstOrDefault()
        : null;

    public static async Task<FakeRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        if (await reader.ReadLineAsync(cancellationToken) is not { } first || first.Split(' ') is not [_, var target, _])
        {
            return null;
        }

        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new FakeRequest(target, headers);
    }
}

/// <summary>What a server sends, and how it misbehaves.</summary>
sealed record FakeAnswer(int Status, byte[] Body)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public string MediaType { get; init; } = "application/json";

    /// <summary>Length that is declared instead of the true one.</summary>
    public long? Declared { get; init; }

    /// <summary>Hangs up after so many bytes of the body.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Says nothing more after so many bytes of the body, and does not hang up; -1 says nothing at all.</summary>
    public int? SilentAfter { get; init; }

    /// <summary>Sends chunks for as long as anybody listens.</summary>
    public bool IsEndless { get; init; }

    /// <summary>Sends a byte now and then.</summary>
    public bool Drips { get; init; }

    public static FakeAnswer Of(byte[] body, params (string Name, string Value)[] headers) => new(200, body) { Headers = headers };

    public static FakeAnswer Text(string text, string mediaType = "application/json") => new(200, Encoding.UTF8.GetBytes(text)) { MediaType = mediaType };

    public static FakeAnswer Error(int status, params (string Name, string Value)[] headers) => new(status, []) { Headers = headers };

    public static FakeAnswer Redirect(string location, int status = 302) => new(status, []) { Headers = [("Location", location)] };

    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (SilentAfter == -1)
        {
            await Forever(cancellationToken);
        }

        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} Whatever\r\nConnection: close\r\nContent-Type: {MediaType}\r\n");
        head.Append(IsEndless ? "Transfer-Encoding: chunked\r\n" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Declared ?? Body.Length}\r\n"));
        foreach (var (name, value) in Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append("\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()), cancellationToken);
        while (IsEndless)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"400\r\n{new string(' ', 1024)}\r\n"), cancellationToken);
        }

        if (Drips)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
            foreach (var one in Body)
            {
                await stream.WriteAsync(new[] { one }, cancellationToken);
                await stream.FlushAsync(cancellationToken);
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }

        var sent = Math.Min(Body.Length, CutAfter ?? SilentAfter ?? Body.Length);
        await stream.WriteAsync(Body.AsMemory(0, sent), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        if (SilentAfter is not null)
        {
            await Forever(cancellationToken);
        }
    }

    static async Task Forever(CancellationToken cancellationToken)
    {
        using var never = new SemaphoreSlim(0);
        await never.WaitAsync(cancellationToken);
    }
}
