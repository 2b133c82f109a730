using System.IO.Compression;
using System.Security.Cryptography;
using Merlon.Documents;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

public sealed class ReleaseFetchTests : IDisposable
{
    const string Old = "/demo-attack/demo-attack-1.0.json", New = "/demo-attack/demo-attack-2.0.json", Other = "/other-attack/other-attack-2.0.json";

    readonly FetchSandbox sandbox = new();
    readonly FakeRepository repository = new(Release("1.0"), Release("2.0"), Release("2.0", "other-attack"));

    public void Dispose()
    {
        repository.Dispose();
        sandbox.Dispose();
    }

    [Fact]
    public async Task The_newest_release_of_an_index_is_fetched_checked_and_stored()
    {
        var fetched = (await sandbox.FromAsync(repository.Index)).Value.ShouldNotBeNull();
        fetched.Release.Version.ShouldBe("2.0");
        fetched.Bundles.Select(static b => (b.Domain, b.Bytes, b.Sha256, b.ResumedBytes)).ShouldBe([
            ("demo-attack", repository[New].Length, Sha256(repository[New]), 0),
            ("other-attack", repository[Other].Length, Sha256(repository[Other]), 0)]);
        sandbox.Stored.ShouldBe(["2.0 demo-attack,other-attack"]);
        sandbox.Kept.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1.0", "", "1.0 demo-attack")]
    [InlineData("2.0", "demo", "2.0 demo-attack")]
    [InlineData("2", "other-attack", "2.0 other-attack")]
    [InlineData(null, "OTHER", "2.0 other-attack")]
    public async Task A_version_and_a_domain_can_be_named(string? version, string domain, string stored)
    {
        await sandbox.FromAsync(repository.Index, version, null, domain.Length == 0 ? [] : [domain]);
        sandbox.Stored.ShouldBe([stored]);
    }

    [Theory]
    [InlineData("3.0", "")]
    [InlineData("1.0", "other")]
    [InlineData("../1", "")]
    public async Task What_the_source_does_not_have_is_said_and_nothing_is_stored(string version, string domain)
    {
        var read = await sandbox.FromAsync(repository.Index, version, null, domain.Length == 0 ? [] : [domain]);
        read.Value.ShouldBeNull();
        read.Diagnostics.Single().Code.ShouldBe("FETCH001");
        Directory.Exists(sandbox.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task Bundles_that_the_index_places_elsewhere_are_looked_for_beside_it()
    {
        repository.Published = "https://raw.example.org/far/away";
        await sandbox.FromAsync(repository.Index, "1.0");
        repository.Server.Requests.Select(static r => r.Path).ShouldBe(["/mirror/index.json", "/mirror/demo-attack/demo-attack-1.0.json"]);
    }

    [Fact]
    public async Task A_bundle_can_be_named_itself()
    {
        await sandbox.FromAsync(repository.Server.Address("/mirror" + Old));
        sandbox.Stored.ShouldBe(["1.0 demo-attack"]);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_resumed_where_it_broke()
    {
        var cuts = 3;
        repository.Before = request => request.Path.EndsWith("1.0.json", StringComparison.Ordinal) && cuts-- > 0 ? repository.File(request) with { CutAfter = 200 } : null;
        var fetched = (await sandbox.FromAsync(repository.Index, "1.0")).Value.ShouldNotBeNull();
        fetched.Bundles.Single().Sha256.ShouldBe(Sha256(repository[Old]));
        repository.Server.Requests.Skip(1).Select(static r => r.Header("Range")).ShouldBe([null, "bytes=200-", "bytes=400-", "bytes=600-"]);
        repository.Server.Requests.Last().Header("If-Range").ShouldBe(repository.TagOf(Old));
    }

    [Fact]
    public async Task A_cancelled_fetch_stores_nothing_and_the_next_one_goes_on()
    {
        using CancellationTokenSource source = new();
        repository.Before = request => request.Path.EndsWith("1.0.json", StringComparison.Ordinal) ? repository.File(request) with { SilentAfter = 300 } : null;
        await Should.ThrowAsync<OperationCanceledException>(() => sandbox.FetchAsync(Request("1.0"), null, new CancelAt(source, 300), source.Token));
        sandbox.Stored.ShouldBeEmpty();
        sandbox.Kept.Contains("ws/fetch/1.0/demo-attack-1.0.json.part", StringComparer.Ordinal).ShouldBeTrue();

        repository.Before = static _ => null;
        var fetched = (await sandbox.FetchAsync(Request("1.0"), null, null, TestContext.Current.CancellationToken)).Value.ShouldNotBeNull();
        fetched.Bundles.Single().ResumedBytes.ShouldBe(300);
        fetched.Bundles.Single().Sha256.ShouldBe(Sha256(repository[Old]));
        repository.Server.Requests.Last().Header("Range").ShouldBe("bytes=300-");
        sandbox.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bundle_that_changed_meanwhile_is_fetched_from_its_beginning()
    {
        var isFirst = true;
        repository.Before = request =>
        {
            if (!request.Path.EndsWith("1.0.json", StringComparison.Ordinal) || !isFirst)
            {
                return null;
            }

            isFirst = false;
            var cut = repository.File(request) with { CutAfter = 300 };
            repository[Old] = Release("1.0").Technique("more", "T1900", "One more", "knock").Utf8;
            return cut;
        };
        var fetched = (await sandbox.FromAsync(repository.Index, "1.0")).Value.ShouldNotBeNull();
        fetched.Bundles.Single().Sha256.ShouldBe(Sha256(repository[Old]));
        repository.Server.Requests.Last().Header("Range").ShouldBe("bytes=300-");
    }

    [Fact]
    public async Task A_server_that_sends_another_part_than_asked_for_is_asked_for_all()
    {
        var turn = 0;
        repository.Before = request => !request.Path.EndsWith("1.0.json", StringComparison.Ordinal) ? null : turn++ switch
        {
            0 => repository.File(request) with { CutAfter = 300 },
            1 => repository.File(request) with { Headers = [("ETag", repository.TagOf(Old)), ("Content-Range", "bytes 0-99/100")] },
            _ => null,
        };
        (await sandbox.FromAsync(repository.Index, "1.0")).Value.ShouldNotBeNull().Bundles.Single().Sha256.ShouldBe(Sha256(repository[Old]));
        repository.Server.Requests.Last().Header("Range").ShouldBeNull();
    }

    [Fact]
    public async Task What_had_come_whole_is_not_fetched_again_when_another_domain_failed()
    {
        repository.Before = request => request.Path.EndsWith("other-attack-2.0.json", StringComparison.Ordinal) ? FakeAnswer.Error(404) : null;
        await sandbox.FailAsync(repository.Index);
        sandbox.Stored.ShouldBeEmpty();
        repository.Before = static _ => null;
        var fetched = (await sandbox.FromAsync(repository.Index)).Value.ShouldNotBeNull();
        fetched.Bundles.Select(static b => b.ResumedBytes).ShouldBe([repository[New].Length, 0]);
        repository.Server.Requests.Count(static r => r.Header("If-None-Match") is not null).ShouldBe(1);
        sandbox.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_announces_more_than_it_sends_is_given_up_and_what_came_is_kept()
    {
        repository.Before = request => request.Path.EndsWith("1.0.json", StringComparison.Ordinal) ? FakeAnswer.Of(repository[Old], ("ETag", "\"x\"")) with { Declared = 900_000 } : null;
        var message = await sandbox.FailAsync(repository.Index, version: "1.0");
        message.ShouldContain("of 900,000");
        message.ShouldContain("--from");
        sandbox.Stored.ShouldBeEmpty();
        sandbox.Kept.Contains("ws/fetch/1.0/demo-attack-1.0.json.part", StringComparer.Ordinal).ShouldBeTrue();
    }

    [Fact]
    public async Task A_server_that_announces_less_than_it_has_sends_half_which_is_not_stored()
    {
        repository.Before = request => request.Path.EndsWith("1.0.json", StringComparison.Ordinal) ? FakeAnswer.Of(repository[Old]) with { Declared = repository[Old].Length / 2 } : null;
        var read = await sandbox.FromAsync(repository.Index, "1.0");
        read.Value.ShouldBeNull();
        read.Diagnostics.ShouldContain(static d => d.Severity == Severity.Error);
        sandbox.Stored.ShouldBeEmpty();
        sandbox.Kept.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public async Task A_bundle_may_be_as_large_as_the_limit_and_no_larger(int more, bool isTaken)
    {
        var options = FetchSandbox.Quick with { BundleBytesMax = repository[Old].Length + more };
        if (isTaken)
        {
            (await sandbox.FromAsync(repository.Index, "1.0", options)).Value.ShouldNotBeNull();
        }
        else
        {
            (await sandbox.FailAsync(repository.Index, options, "1.0")).ShouldContain("no release has");
        }
    }

    [Fact]
    public async Task A_body_without_end_is_cut_at_the_limit()
    {
        repository.Before = static request => request.Path.EndsWith("1.0.json", StringComparison.Ordinal) ? FakeAnswer.Of([]) with { IsEndless = true } : null;
        (await sandbox.FailAsync(repository.Index, FetchSandbox.Quick with { BundleBytesMax = 100_000 }, "1.0")).ShouldContain("sends more than 100,000 bytes");
        repository.Before = static request => FakeAnswer.Of([]) with { IsEndless = true };
        (await sandbox.FailAsync(repository.Index, FetchSandbox.Quick with { DocumentBytesMax = 50_000 })).ShouldContain("sends more than 50,000 bytes");
    }

    [Fact]
    public async Task A_bundle_that_unpacks_as_only_a_bomb_does_is_refused()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(new byte[8 * 1024 * 1024]);
        }

        repository.Before = request => request.Path.EndsWith("1.0.json", StringComparison.Ordinal) ? FakeAnswer.Of(packed.ToArray(), ("Content-Encoding", "gzip")) : null;
        var read = await sandbox.FromAsync(repository.Index, "1.0");
        read.Value.ShouldBeNull();
        read.Diagnostics.Single().Code.ShouldBe("FILE006");
        sandbox.Kept.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bundle_may_come_packed()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(repository[Old]);
        }

        repository.Before = request => request.Path.EndsWith("1.0.json", StringComparison.Ordinal) ? FakeAnswer.Of(packed.ToArray(), ("Content-Encoding", "gzip")) : null;
        (await sandbox.FromAsync(repository.Index, "1.0")).Value.ShouldNotBeNull().Bundles.Single().Sha256.ShouldBe(Sha256(repository[Old]));
    }

    [Theory]
    [InlineData("2.0", "demo-attack")]
    [InlineData("1.0", "third-attack")]
    public async Task A_bundle_of_another_version_or_domain_than_asked_for_is_refused(string version, string domain)
    {
        repository[Old] = Release(version, domain).Utf8;
        var read = await sandbox.FromAsync(repository.Index, "1.0");
        read.Value.ShouldBeNull();
        read.Diagnostics.Single().Code.ShouldBe("FETCH003");
        sandbox.Stored.ShouldBeEmpty();
        sandbox.Kept.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<html>log in</html>", "text/html")]
    [InlineData("{\"collections\":7}", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("{\"collections\":[{\"name\":\"\\ud800\",\"versions\":[{\"version\":\"\\ud800\",\"url\":\"\\ud800\"},{\"version\":\"1.0\",\"url\":\"http://[\"}]}]}", "application/json")]
    public async Task An_index_that_is_none_is_said(string text, string mediaType)
    {
        repository.Before = _ => FakeAnswer.Text(text, mediaType);
        (await sandbox.FailAsync(repository.Index)).ShouldContain("127.0.0.1");
        sandbox.Stored.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_or_a_file_is_taken_without_any_connection()
    {
        sandbox.Write("brought/demo-attack-1.0.json", repository[Old]);
        var other = sandbox.Write("brought/other-attack-1.0.json", Release("1.0", "other-attack").Utf8);
        var fetched = (await sandbox.FromAsync(Path.GetDirectoryName(other) ?? "", null, null, "other")).Value.ShouldNotBeNull();
        fetched.Bundles.Select(static b => b.Domain).ShouldBe(["other-attack"]);
        sandbox.Stored.ShouldBe(["1.0 other-attack"]);
        (await sandbox.FromAsync(Path.GetDirectoryName(other) ?? "")).Value.ShouldNotBeNull().Release.Domains.Count.ShouldBe(2);
        sandbox.Kept.ShouldBeEmpty();
        repository.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_there_is_can_be_listed_without_fetching()
    {
        var listed = await Workspace.ListFetchableAsync(Request(null), FetchSandbox.Quick, null, CancellationToken.None);
        listed.Value.ShouldNotBeNull().Select(static r => $"{r.Version} {string.Join(',', r.Domains)}").ShouldBe(["2.0 demo-attack,other-attack", "1.0 demo-attack"]);
        repository.Server.Requests.Count.ShouldBe(1);
        Directory.Exists(sandbox.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task The_publishers_own_index_is_understood()
    {
        var index = await File.ReadAllBytesAsync(SharedData.PathOf("attack/stix-2.1/index.json"), TestContext.Current.CancellationToken);
        repository.Before = _ => FakeAnswer.Of(index);
        var listed = (await Workspace.ListFetchableAsync(Request(null), FetchSandbox.Quick, null, CancellationToken.None)).Value.ShouldNotBeNull();
        listed[0].Version.ShouldBe("18.1");
        listed[0].Domains.ShouldBe(["enterprise-attack", "ics-attack", "mobile-attack"]);
        listed.Count.ShouldBeGreaterThan(20);
    }

    FetchRequest Request(string? version) => new(version, [], FetchSource.Repository, repository.Index);

    internal static MiniRelease Release(string version, string domain = "demo-attack") => new MiniRelease(version, domain)
        .Tactic("t1", "TA0001", "knock").Matrix("t1").Technique("a1", "T1001", "Ring the bell " + new string('x', 300), "knock")
        .Group("g1", "G0001", "Door Mice").Relate("uses", "g1", "a1");

    static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    sealed class CancelAt(CancellationTokenSource source, long bytes) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (value.Stage.StartsWith("Fetching", StringComparison.Ordinal) && value.Done >= bytes)
            {
                source.Cancel();
            }
        }
    }
}
