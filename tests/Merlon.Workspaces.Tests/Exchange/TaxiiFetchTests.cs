using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Merlon.Documents;
using Merlon.Stix;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

public sealed class TaxiiFetchTests : IDisposable
{
    readonly FetchSandbox sandbox = new();
    readonly FakeTaxiiServer taxii = new();

    public TaxiiFetchTests() => taxii.Publish(Large("1.0")).Publish(Large("2.0").Technique("new", "T1999", "Something new", "knock"));

    public void Dispose()
    {
        taxii.Dispose();
        sandbox.Dispose();
    }

    [Fact]
    public async Task The_newest_release_comes_page_by_page_and_is_what_the_bundle_says()
    {
        var fetched = (await FetchAsync()).Value.ShouldNotBeNull();
        fetched.Release.Version.ShouldBe("2.0");
        Stored("2.0").ShouldBe(Texts(Large("2.0").Technique("new", "T1999", "Something new", "knock").Read()));
        taxii.PageRequests.Select(static r => r.Query("next")).ShouldBe([null, "at-4", "at-8", "at-12"]);
        taxii.PageRequests.ShouldAllBe(static r => r.Header("Accept") == "application/taxii+json;version=2.1" && r.Query("limit") == "4");
        sandbox.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_older_release_is_found_through_the_versions_of_its_collection()
    {
        (await FetchAsync("1.0")).Value.ShouldNotBeNull().Release.Version.ShouldBe("1.0");
        Stored("1.0").ShouldBe(Texts(Large("1.0").Read()));
        taxii.Server.Requests.ShouldContain(static r => r.Path.EndsWith("/versions/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_release_that_the_server_does_not_have_is_said()
    {
        var read = await FetchAsync("7.0");
        read.Value.ShouldBeNull();
        read.Diagnostics.Single().Code.ShouldBe("FETCH001");
        read.Diagnostics.Single().Advice.ShouldNotBeNull().ShouldContain("2.0 (demo-attack)");
    }

    [Fact]
    public async Task An_interrupted_fetch_goes_on_after_its_last_page()
    {
        taxii.Before = static request => string.Equals(request.Query("next"), "at-8", StringComparison.Ordinal) ? FakeAnswer.Error(404) : null;
        await Should.ThrowAsync<FetchException>(() => FetchAsync());
        sandbox.Stored.ShouldBeEmpty();
        sandbox.Kept.Contains("ws/fetch/2.0/demo-attack-2.0.json.pages.part/page-00002.json", StringComparer.Ordinal).ShouldBeTrue();

        taxii.Before = static _ => null;
        var before = taxii.PageRequests.Count();
        var fetched = (await FetchAsync()).Value.ShouldNotBeNull();
        fetched.Bundles.Single().ResumedBytes.ShouldBeGreaterThan(0);
        taxii.PageRequests.Skip(before).Select(static r => r.Query("next")).ShouldBe(["at-8", "at-12"]);
        sandbox.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_release_that_changed_meanwhile_is_fetched_from_its_beginning()
    {
        taxii.Before = static request => string.Equals(request.Query("next"), "at-8", StringComparison.Ordinal) ? FakeAnswer.Error(404) : null;
        await Should.ThrowAsync<FetchException>(() => FetchAsync());
        taxii.Before = static _ => null;
        taxii.Publish(Large("3.0"));
        (await FetchAsync()).Value.ShouldNotBeNull().Release.Version.ShouldBe("3.0");
    }

    [Fact]
    public async Task Without_a_mark_for_the_next_page_the_time_of_the_last_object_leads_on()
    {
        taxii.SaysNext = false;
        (await FetchAsync()).Value.ShouldNotBeNull();
        Stored("2.0").Count.ShouldBeGreaterThan(8);
        taxii.PageRequests.Last().Query("added_after").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_server_that_sends_the_same_page_for_ever_is_given_up()
    {
        taxii.After = static (request, answer) => request.Query("match[type]") is null ? answer with { Body = Envelope(answer, "at-0", more: true) } : answer;
        (await FailAsync()).ShouldContain("the same page again");
    }

    [Fact]
    public async Task A_server_that_pages_without_end_is_given_up_at_the_limit()
    {
        var page = 0;
        taxii.Before = request => request.Path.EndsWith("/objects/", StringComparison.Ordinal) && request.Query("match[type]") is null
            ? FakeAnswer.Text($$"""{"more":true,"next":"at-{{++page}}","objects":[{"type":"malware","id":"malware--{{page}}"}]}""", FakeTaxiiServer.MediaType) : null;
        (await FailAsync(FetchSandbox.Quick with { PagesMax = 5 })).ShouldContain("pages without end");
        taxii.PageRequests.Count().ShouldBe(5);
        sandbox.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_release_of_exactly_as_many_pages_as_the_limit_is_taken()
        => (await FetchAsync(options: FetchSandbox.Quick with { PagesMax = 4 })).Value.ShouldNotBeNull();

    [Fact]
    public async Task More_without_where_is_given_up()
    {
        taxii.SaysNext = false;
        taxii.After = static (request, answer) => request.Query("match[type]") is null ? answer with { Headers = [] } : answer;
        (await FailAsync()).ShouldContain("and not where");
    }

    [Fact]
    public async Task A_server_that_leaves_out_what_the_release_lists_is_refused()
    {
        taxii.After = static (request, answer) => request.Query("next") == "at-8" ? answer with { Body = Envelope(answer, "at-12", more: true, keep: 1) } : answer;
        (await FailAsync()).ShouldContain("left out 3 of the");
        sandbox.Stored.ShouldBeEmpty();
        sandbox.Kept.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/html")]
    [InlineData("application/vnd.oasis.taxii+json")]
    public async Task Another_media_type_is_no_taxii(string mediaType)
    {
        taxii.After = (request, answer) => request.Query("match[type]") is null ? answer with { MediaType = mediaType } : answer;
        (await FailAsync()).ShouldContain("not as application/taxii+json");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"objects\":[{\"type\":\"mal")]
    [InlineData("<html></html>")]
    public async Task A_page_that_is_no_whole_json_is_refused(string body)
    {
        taxii.After = (request, answer) => request.Query("next") is not null ? answer with { Body = Encoding.UTF8.GetBytes(body) } : answer;
        (await FailAsync()).ShouldContain("JSON that is whole");
        sandbox.Stored.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_cut_short_is_asked_for_again()
    {
        var cuts = 2;
        taxii.After = (request, answer) => request.Query("next") is not null && cuts-- > 0 ? answer with { CutAfter = 10 } : answer;
        (await FetchAsync()).Value.ShouldNotBeNull();
    }

    [Fact]
    public async Task Pages_may_come_packed_and_a_bomb_is_refused()
    {
        taxii.After = static (request, answer) => request.Query("match[type]") is null ? Packed(answer, answer.Body) : answer;
        (await FetchAsync()).Value.ShouldNotBeNull();
        taxii.After = static (request, answer) => request.Query("match[type]") is null ? Packed(answer, new byte[16 * 1024 * 1024]) : answer;
        (await FailAsync()).ShouldContain("unpacks to more");
    }

    [Fact]
    public async Task A_page_over_the_limit_is_refused()
        => (await FailAsync(FetchSandbox.Quick with { PageBytesMax = 500 })).ShouldContain("sends more than 500 bytes");

    [Fact]
    public async Task A_server_that_names_itself_by_another_host_is_asked_where_it_was_found()
    {
        taxii.Before = request => request.Path == "/api/v21/" ? FakeAnswer.Text("""{"title":"x","api_roots":["http://169.254.169.254/attack/"]}""", FakeTaxiiServer.MediaType) : null;
        (await FetchAsync()).Value.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_collection_that_names_no_release_is_left_out_with_a_note()
    {
        taxii.Publish("c2", "Other ATT&CK", [new JsonObject { ["type"] = "malware", ["id"] = "malware--x" }]);
        var read = await FetchAsync();
        read.Value.ShouldNotBeNull().Release.Domains.ShouldBe(["demo-attack"]);
        read.Diagnostics.Single().Code.ShouldBe("FETCH005");
    }

    [Theory]
    [InlineData("/attack/")]
    [InlineData("/attack/collections/")]
    public async Task An_api_root_may_be_named_instead_of_the_discovery(string path)
    {
        taxii.Before = static request => request.Path == "/attack/" ? FakeAnswer.Text("""{"title":"x","versions":["application/taxii+json;version=2.1"],"max_content_length":1}""", FakeTaxiiServer.MediaType) : null;
        (await sandbox.FromAsync(taxii.Server.Address(path))).Value.ShouldNotBeNull();
    }

    /// <summary>MITRE's own ICS 18.1 through pages of 500 objects is what its bundle says.</summary>
    [Fact]
    public async Task A_published_release_comes_over_taxii_as_it_is_in_its_bundle()
    {
        var bytes = await File.ReadAllBytesAsync(SharedData.PathOf("attack/stix-2.1/ics-attack-18.1.json"), TestContext.Current.CancellationToken);
        using var server = new FakeTaxiiServer { PageObjectsMax = 500 };
        server.Publish("x-mitre-collection--90c00720-636b-4485-b342-8751d232bf09", "ICS ATT&CK", JsonNode.Parse(bytes).ShouldNotBeNull()["objects"].ShouldNotBeNull().AsArray().Select(static o => o.ShouldNotBeNull().AsObject()));
        var fetched = (await sandbox.FromAsync(server.Discovery, "18.1", FetchSandbox.Quick with { PageObjects = 500 })).Value.ShouldNotBeNull();
        fetched.Bundles.Single().Domain.ShouldBe("ics-attack");
        var direct = StixReader.Read([new StixBundle("ics-attack-18.1.json", bytes)], null, ReadLimits.Default).Value.ShouldNotBeNull();
        Stored("18.1").ShouldBe(Texts(direct));
    }

    Task<Parsed<FetchedRelease>> FetchAsync(string? version = null, FetchOptions? options = null) => sandbox.FromAsync(taxii.Discovery, version, options);

    async Task<string> FailAsync(FetchOptions? options = null) => (await Should.ThrowAsync<FetchException>(() => FetchAsync(options: options))).Message;

    List<string> Stored(string version)
    {
        using var workspace = sandbox.Open(WorkspaceAccess.Read);
        return Texts(workspace.LoadRelease(version, null).Value.ShouldNotBeNull());
    }

    static List<string> Texts(Attack.AttackRelease release) =>
    [
        .. release.Objects.Select(static o => $"{o.StixId} {o.Id} {o.Name} {o.Version} {o.Modified:O} {o.Description}"),
        .. release.Relationships.Select(static r => $"{r.StixId} {r.Type} {r.Source.StixId} {r.Target.StixId} {r.Description}"),
    ];

    static MiniRelease Large(string version)
    {
        var release = new MiniRelease(version).Tactic("t1", "TA0001", "knock").Matrix("t1").Group("g1", "G0001", "Door Mice");
        for (var i = 1; i <= 5; i++)
        {
            release.Technique($"a{i}", $"T100{i}", $"Ring {i} of {version}", "knock").Relate("uses", "g1", $"a{i}");
        }

        return release;
    }

    static byte[] Envelope(FakeAnswer answer, string next, bool more, int keep = int.MaxValue)
    {
        var body = JsonNode.Parse(answer.Body).ShouldNotBeNull().AsObject();
        body["next"] = next;
        body["more"] = more;
        body["objects"] = new JsonArray([.. body["objects"].ShouldNotBeNull().AsArray().Take(keep).Select(static o => o?.DeepClone())]);
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    static FakeAnswer Packed(FakeAnswer answer, byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return answer with { Body = packed.ToArray(), Headers = [.. answer.Headers, ("Content-Encoding", "gzip")] };
    }
}
