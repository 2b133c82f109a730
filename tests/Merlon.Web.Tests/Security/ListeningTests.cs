using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Security;

/// <summary>How the server listens: TLS, proxies, slow and idle clients, too much at a time, and a taken port.</summary>
public sealed class ListeningTests
{
    [Fact]
    public async Task Over_TLS_cookies_are_bound_to_the_host_and_browsers_are_told_to_stay_with_TLS()
    {
        using var certificate = Certificate();
        await using var served = await ServedMerlon.StartAsync(settings => settings with { Certificate = ServerCertificate.Of(certificate) });
        served.Address.ShouldStartWith("https://");
        X509ChainPolicy trust = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(certificate);
        using SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseCookies = false, SslOptions = { CertificateChainPolicy = trust } };
        using HttpClient client = new(handler) { BaseAddress = new Uri(served.Address), DefaultRequestVersion = HttpVersion.Version20 };
        using var page = await client.GetAsync("/sign-in");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Version.ShouldBe(HttpVersion.Version20);
        page.Headers.GetValues("Strict-Transport-Security").Single().ShouldContain("max-age=31536000");
        var cookie = page.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith("__Host-merlon-visit=");
        cookie.ShouldContain("secure");
    }

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.1", "10.9.9.9, 203.0.113.9", "203.0.113.9")]
    [InlineData("10.0.0.0/8", "203.0.113.9", "127.0.0.1")]
    [InlineData("", "203.0.113.9", "127.0.0.1")]
    public async Task Where_a_request_comes_from_is_taken_from_a_proxy_that_was_named_and_from_nobody_else(string proxy, string said, string believed)
    {
        await using var served = await ServedMerlon.StartAsync(settings => settings with
        {
            PublicUrl = new Uri("https://merlon.example"),
            Proxies = proxy.Length == 0 ? [] : [IPNetwork.Parse(proxy.Contains('/', StringComparison.Ordinal) ? proxy : proxy + "/32")],
        });
        using HttpClient client = new(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(served.Address) };
        client.DefaultRequestHeaders.Add("X-Forwarded-For", said);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Host = "merlon.example";
        client.DefaultRequestHeaders.Add("Origin", "https://merlon.example");
        using var page = await client.GetAsync("/sign-in");
        page.Headers.GetValues("Set-Cookie").Single().ShouldStartWith("__Host-merlon-visit=");
        client.DefaultRequestHeaders.Add("Cookie", page.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        using FormUrlEncodedContent form = new([KeyValuePair.Create("form-key", Visitor.KeyIn(await page.Content.ReadAsStringAsync())), KeyValuePair.Create("login", "who"), KeyValuePair.Create("password", "x")]);
        (await client.PostAsync("/sign-in", form)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        served.Server.Served.Team.AuditLog(new Workspaces.AuditQuery(), 0, 1).Single().Address.ShouldBe(believed);
    }

    [Fact]
    public async Task A_thousand_idle_and_dripping_clients_leave_the_server_answering()
    {
        await using var served = await ServedMerlon.StartAsync();
        var port = new Uri(served.Address).Port;
        List<Socket> sockets = [];
        try
        {
            for (var i = 0; i < 1_000; i++)
            {
                Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, port);
                await socket.SendAsync(Encoding.ASCII.GetBytes((i % 3) switch
                {
                    0 => "GET / HTTP/1.1\r\nHost: localh", // headers that never end
                    1 => "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nlogin=", // a body that never comes
                    _ => "",
                }));
            }

            using HttpClient client = new() { BaseAddress = new Uri(served.Address), Timeout = Patience.Time };
            (await client.GetAsync("/sign-in")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            sockets.ForEach(static socket => socket.Dispose());
        }
    }

    [Theory]
    [InlineData("GET /{0} HTTP/1.1\r\nHost: localhost\r\n\r\n", Listening.RequestLineBytesMax, "414")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {0}\r\n\r\n", Listening.HeadersBytesMax, "431")]
    [InlineData("GET / HTTP/1.1\r\n\r\n{0}", 1, "400")]
    [InlineData("POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99999999\r\n\r\n{0}", 1, "4")]
    [InlineData("POST /sign-in HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n{0}", 1, "4")]
    public async Task What_is_too_long_or_ambiguous_is_refused(string request, int length, string status)
    {
        await using var served = await ServedMerlon.StartAsync();
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(served.Address).Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, request, new string('a', length))), TestContext.Current.CancellationToken);
        var answer = new byte[1_000];
        var read = await stream.ReadAtLeastAsync(answer, 16, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
        Encoding.ASCII.GetString(answer, 0, read).ShouldStartWith("HTTP/1.1 " + status);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_with_what_to_do()
    {
        await using var served = await ServedMerlon.StartAsync();
        var trouble = await Should.ThrowAsync<IOException>(() => ServedMerlon.StartAsync(settings => settings with { Port = new Uri(served.Address).Port }));
        trouble.Message.ShouldContain("is taken");
        trouble.Message.ShouldContain("--port");
    }

    static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }
}
