using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

/// <summary>Where a fetch may go, and how long it waits.</summary>
public sealed class FetchSafetyTests : IDisposable
{
    readonly FetchSandbox sandbox = new();
    readonly FakeRepository repository = new(ReleaseFetchTests.Release("1.0"));

    public void Dispose()
    {
        repository.Dispose();
        sandbox.Dispose();
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:50c0:8000::154", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::10.0.0.1", false)]
    [InlineData("2002:7f00:1::", false)]
    public void Addresses_of_this_machine_and_its_network_are_told_from_public_ones(string address, bool isPublic)
        => FetchAddress.IsPublic(IPAddress.Parse(address)).ShouldBe(isPublic);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.7")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:192.168.0.1")]
    public async Task A_published_host_that_resolves_to_a_local_address_is_refused_unasked(string address)
    {
        var dialled = 0;
        var options = Published("https://attack.example/index.json") with
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8"), IPAddress.Parse(address)]),
            Dial = (_, _) => { dialled++; throw new SocketException(); },
        };
        (await FailPublishedAsync(options)).ShouldContain("an address of this machine or its network");
        dialled.ShouldBe(0);
    }

    [Theory]
    [InlineData("https://127.0.0.1/index.json", "an address of this machine")]
    [InlineData("https://[::ffff:10.0.0.1]/index.json", "an address of this machine")]
    [InlineData("http://attack.example/index.json", "not https")]
    [InlineData("ftp://attack.example/index.json", "begins with https")]
    public async Task A_published_source_is_https_on_the_public_internet(string address, string why)
        => (await FailPublishedAsync(Published(address))).ShouldContain(why);

    [Fact]
    public async Task A_published_source_is_fetched_over_tls_at_the_address_that_was_looked_at()
    {
        using var server = new FakeServer(request => request.Path.EndsWith("index.json", StringComparison.Ordinal)
            ? FakeAnswer.Text("""{"collections":[{"name":"Demo ATT&CK","versions":[{"version":"1.0","url":"https://attack.example/demo-attack/demo-attack-1.0.json"}]}]}""")
            : FakeAnswer.Of(ReleaseFetchTests.Release("1.0").Utf8), usesTls: true);
        (await sandbox.FetchAsync(new FetchRequest(null, [], FetchSource.Repository, From: null), Towards(server), null, TestContext.Current.CancellationToken)).Value.ShouldNotBeNull();
        sandbox.Stored.ShouldBe(["1.0 demo-attack"]);
    }

    [Theory]
    [InlineData("http://attack.example/index.json", "from https to http")]
    [InlineData("https://other.example/index.json", "another host")]
    [InlineData("https://127.0.0.1/index.json", "another host")]
    [InlineData("https://attack.example:444/index.json", "another host")]
    [InlineData("file:///etc/passwd", "another host")]
    public async Task A_published_source_redirects_nowhere_else(string location, string why)
    {
        using var server = new FakeServer(_ => FakeAnswer.Redirect(location), usesTls: true);
        (await FailPublishedAsync(Towards(server))).ShouldContain(why);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_untrusted_certificate_is_said_with_what_to_do()
    {
        using var server = new FakeServer(_ => FakeAnswer.Text("{}"), usesTls: true);
        (await FailPublishedAsync(Towards(server) with { Trust = null })).ShouldContain("cannot be trusted");
    }

    [Theory]
    [InlineData("/elsewhere/index.json", 301)]
    [InlineData("http://127.0.0.1:{0}/elsewhere/index.json", 308)]
    public async Task A_mirror_may_redirect_on_its_own_host(string location, int status)
    {
        repository.Before = request => request.Path.StartsWith("/elsewhere", StringComparison.Ordinal)
            ? FakeAnswer.Text("""{"collections":[{"name":"Demo ATT&CK","versions":[{"version":"1.0","url":"/mirror/demo-attack/demo-attack-1.0.json"}]}]}""")
            : request.Path.EndsWith("index.json", StringComparison.Ordinal)
            ? FakeAnswer.Redirect(string.Format(CultureInfo.InvariantCulture, location, repository.Server.Port), status) : null;
        (await sandbox.FromAsync(repository.Index)).Value.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_mirror_may_not_send_to_another_host()
    {
        using var victim = new FakeServer(static _ => FakeAnswer.Text("{}"));
        repository.Before = _ => FakeAnswer.Redirect(victim.Address("/index.json"));
        (await sandbox.FailAsync(repository.Index)).ShouldContain("another host");
        victim.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        repository.Before = static request => FakeAnswer.Redirect(request.Path + "x");
        (await sandbox.FailAsync(repository.Index, FetchSandbox.Quick with { RedirectsMax = 3 })).ShouldContain("more than 3 times");
        repository.Server.Requests.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(401, "credentials")]
    [InlineData(403, "forbids")]
    [InlineData(404, "not there")]
    [InlineData(418, "418")]
    public async Task A_refusal_is_said_once_with_what_to_do(int status, string why)
    {
        repository.Before = _ => FakeAnswer.Error(status);
        (await sandbox.FailAsync(repository.Index)).ShouldContain(why);
        repository.Server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Passing_trouble_is_tried_again_and_lasting_trouble_ends(int status)
    {
        var troubles = 2;
        repository.Before = request => troubles-- > 0 ? FakeAnswer.Error(status, ("Retry-After", "3600")) : null;
        (await sandbox.FromAsync(repository.Index)).Value.ShouldNotBeNull();

        repository.Before = _ => FakeAnswer.Error(status);
        var before = repository.Server.Requests.Count;
        (await sandbox.FailAsync(repository.Index)).ShouldContain("4 attempts");
        repository.Server.Requests.Count.ShouldBe(before + 4);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        repository.Before = static _ => FakeAnswer.Of([]) with { SilentAfter = -1 };
        (await sandbox.FailAsync(repository.Index, FetchSandbox.Quick with { AnswerTimeout = TimeSpan.FromMilliseconds(60), AttemptsMax = 2 })).ShouldContain("did not answer within");
    }

    [Fact]
    public async Task A_body_that_falls_silent_is_given_up_and_what_came_is_kept()
    {
        // Time begins to pass when the bundle's body does: a machine that is slow with the index before it is not the silence meant here.
        LateClock clock = new(() => File.Exists(Path.Combine(sandbox.Folder, "fetch", "1.0", "demo-attack-1.0.json.part")));
        repository.Before = request => request.Path.EndsWith("1.0.json", StringComparison.Ordinal) ? FakeAnswer.Of(repository["/demo-attack/demo-attack-1.0.json"]) with { SilentAfter = 100 } : null;
        (await sandbox.FailAsync(repository.Index, FetchSandbox.Quick with { IdleTimeout = TimeSpan.FromMilliseconds(60), AttemptsMax = 2, Clock = clock })).ShouldContain("fell silent");
        sandbox.Kept.Contains("ws/fetch/1.0/demo-attack-1.0.json.part", StringComparer.Ordinal).ShouldBeTrue();
    }

    [Fact]
    public async Task A_body_that_drips_is_given_up()
    {
        repository.Before = request => request.Path.EndsWith("1.0.json", StringComparison.Ordinal) ? repository.File(request) with { Drips = true } : null;
        (await sandbox.FailAsync(repository.Index, FetchSandbox.Quick with { SlowGrace = TimeSpan.FromMilliseconds(50), BytesPerSecondMin = 100_000 })).ShouldContain("bytes a second");
        sandbox.Stored.ShouldBeEmpty();
    }

    [Fact]
    public async Task Everything_together_has_an_end()
    {
        repository.Before = static _ => FakeAnswer.Of([]) with { SilentAfter = -1 };
        (await sandbox.FailAsync(repository.Index, FetchSandbox.Quick with { TotalTimeout = TimeSpan.FromMilliseconds(80) })).ShouldContain("took longer than");
    }

    [Fact]
    public async Task Without_a_network_the_advice_is_to_bring_a_file()
    {
        var options = FetchSandbox.Quick with { Resolve = static (_, _) => throw new SocketException((int)SocketError.HostNotFound) };
        (await sandbox.FailAsync("https://mirror.example/index.json", options)).ShouldContain("--from takes a file, a folder or an internal mirror");
        Directory.Exists(sandbox.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task Everything_goes_through_the_proxy_where_there_is_one()
    {
        using var proxy = new FakeServer(request => request.Target.EndsWith("index.json", StringComparison.Ordinal)
            ? FakeAnswer.Text("""{"collections":[{"name":"Demo ATT&CK","versions":[{"version":"1.0","url":"http://mirror.example/demo-attack/demo-attack-1.0.json"}]}]}""")
            : FakeAnswer.Of(ReleaseFetchTests.Release("1.0").Utf8));
        var options = FetchSandbox.Quick with { Proxy = new WebProxy(proxy.Address("/")) };
        (await sandbox.FromAsync("http://mirror.example/index.json", null, options)).Value.ShouldNotBeNull();
        proxy.Requests.Select(static r => r.Target).ShouldBe(["http://mirror.example/index.json", "http://mirror.example/demo-attack/demo-attack-1.0.json"]);
    }

    [Fact]
    public async Task A_proxy_that_asks_for_credentials_is_said()
    {
        using var proxy = new FakeServer(static _ => FakeAnswer.Error(407));
        (await sandbox.FailAsync("http://mirror.example/index.json", FetchSandbox.Quick with { Proxy = new WebProxy(proxy.Address("/")) })).ShouldContain("the proxy asks for credentials");
    }

    static FetchOptions Published(string address) => FetchSandbox.Quick with { Repository = new Uri(address) };

    static FetchOptions Towards(FakeServer server) => Published("https://attack.example/index.json") with
    {
        Resolve = static (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8")]),
        Dial = async (target, token) =>
        {
            target.Address.ShouldBe(IPAddress.Parse("8.8.8.8"));
            var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, server.Port, token);
            return client.GetStream();
        },
        Trust = static (_, certificate, _, _) => string.Equals(certificate?.Subject, "CN=attack.example", StringComparison.Ordinal),
    };

    async Task<string> FailPublishedAsync(FetchOptions options)
        => (await Should.ThrowAsync<FetchException>(() => sandbox.FetchAsync(new FetchRequest(null, [], FetchSource.Repository, From: null), options))).Message;

    /// <summary>A clock of which no timer ends before something is so.</summary>
    sealed class LateClock(Func<bool> isSo) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(
            one =>
            {
                if (isSo())
                {
                    callback(one);
                }
            },
            state, dueTime, dueTime);
    }
}
