using System.Net;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

/// <summary>What a server fetches because somebody asked it to: nothing of its own network.</summary>
public sealed class OutboundFetchTests
{
    [Theory]
    [InlineData("http://8.8.8.8/layer.json", "https only")]
    [InlineData("https://user:secret@8.8.8.8/layer.json", "credentials")]
    [InlineData("https://127.0.0.1/layer.json", "machine or its network")]
    [InlineData("https://2130706433/layer.json", "machine or its network")]
    [InlineData("https://0x7f.1/layer.json", "machine or its network")]
    [InlineData("https://0177.0.0.1/layer.json", "machine or its network")]
    [InlineData("https://169.254.169.254/latest/meta-data/", "machine or its network")]
    [InlineData("https://[::1]/", "machine or its network")]
    [InlineData("https://[::ffff:10.0.0.1]/", "machine or its network")]
    [InlineData("https://[64:ff9b::a00:1]/", "machine or its network")]
    [InlineData("https://[64:ff9b:1::a00:1]/", "machine or its network")]
    [InlineData("https://[2002:7f00:1::]/", "machine or its network")]
    [InlineData("https://[2001:0:7f00:1::]/", "machine or its network")]
    [InlineData("https://[fd00::1]/", "machine or its network")]
    [InlineData("https://10.0.0.1:6379/", "machine or its network")]
    [InlineData("https://192.168.1.1/", "machine or its network")]
    [InlineData("https://100.64.0.1/", "machine or its network")]
    [InlineData("https://224.0.0.1/", "machine or its network")]
    [InlineData("https://0.0.0.0/", "machine or its network")]
    public async Task An_address_of_this_machine_or_its_network_is_refused_in_every_spelling(string address, string why)
        => (await Should.ThrowAsync<FetchException>(() => FetchAsync(address, Guarded()))).Message.ShouldContain(why);

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("file:///etc/passwd")]
    [InlineData("\\\\server\\share\\file")]
    [InlineData("ftp://8.8.8.8/x")]
    [InlineData("gopher://8.8.8.8/x")]
    [InlineData("organisation.yaml")]
    [InlineData("")]
    public void What_is_no_address_of_the_web_is_none(string text) => Should.Throw<InvalidDataException>(() => OutboundFetch.AddressOf(text));

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task A_name_that_leads_into_the_network_is_refused_before_anything_is_sent(string resolved)
    {
        var dialled = 0;
        var options = Guarded() with
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8"), IPAddress.Parse(resolved)]),
            Dial = (_, _) => { dialled++; throw new System.Net.Sockets.SocketException(); },
        };
        (await Should.ThrowAsync<FetchException>(() => FetchAsync("https://innocent.example/layer.json", options))).Message.ShouldContain("--allow-private-imports");
        dialled.ShouldBe(0);
    }

    [Fact]
    public async Task A_name_is_refused_behind_a_proxy_too()
    {
        var options = Guarded() with { Proxy = new WebProxy("http://127.0.0.1:9"), Resolve = static (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("192.168.0.1")]) };
        (await Should.ThrowAsync<FetchException>(() => FetchAsync("https://innocent.example/layer.json", options))).Message.ShouldContain("machine or its network");
    }

    [Fact]
    public async Task Where_private_sources_are_allowed_a_file_comes_whole_within_its_bound()
    {
        using FakeServer server = new(static _ => FakeAnswer.Text("0123456789"));
        var options = FetchSandbox.Patient(OutboundFetch.Options(isPrivateAllowed: true)) with { Proxy = FetchSandbox.NoProxy };
        using MemoryStream into = new();
        (await OutboundFetch.FetchAsync(OutboundFetch.AddressOf(server.Address("/layer.json")), into, 10, options, TestContext.Current.CancellationToken)).ShouldBe(10);
        into.Length.ShouldBe(10);
        await Should.ThrowAsync<FetchException>(() => OutboundFetch.FetchAsync(OutboundFetch.AddressOf(server.Address("/layer.json")), Stream.Null, 9, options, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_redirect_leads_nowhere_else()
    {
        using FakeServer server = new(static _ => FakeAnswer.Redirect("http://169.254.169.254/latest/meta-data/"));
        var options = FetchSandbox.Patient(OutboundFetch.Options(isPrivateAllowed: true)) with { Proxy = FetchSandbox.NoProxy };
        (await Should.ThrowAsync<FetchException>(() => FetchAsync(server.Address("/x"), options))).Message.ShouldContain("another host");
    }

    static FetchOptions Guarded() => FetchSandbox.Patient(OutboundFetch.Options(isPrivateAllowed: false)) with { Proxy = FetchSandbox.NoProxy };

    static Task<long> FetchAsync(string address, FetchOptions options) => OutboundFetch.FetchAsync(new Uri(address), Stream.Null, 1_000, options, TestContext.Current.CancellationToken);
}
