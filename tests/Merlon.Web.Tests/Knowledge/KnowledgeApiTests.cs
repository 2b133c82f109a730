using System.Net;
using System.Text;
using System.Text.Json;
using Merlon.Answers;
using Merlon.Attack;
using Merlon.Search;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Knowledge;

/// <summary>What ATT&amp;CK says, over HTTP: the same as the command line, quickly the second time.</summary>
public sealed class KnowledgeApiTests
{
    [Fact]
    public async Task A_search_answers_as_the_command_line_does()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Viewer);
        var indexed = served.Server.Served.Release().ShouldNotBeNull();
        foreach (var words in new[] { "credential dump", "mimikats", "apt 29", "\"domain controller\"" })
        {
            var expected = JsonText.Line(json => SearchJson.Write(json, indexed.Release, words, indexed.Search(new SearchQuery(words, SearchFilter.None, HitsMax: 25, SnippetChars: 200))));
            (await client.GetStringAsync("/api/v1/search?q=" + Uri.EscapeDataString(words))).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task What_the_caller_has_is_not_sent_again()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Viewer);
        foreach (var path in new[] { "/api/v1/objects/T1059.001", "/api/v1/search?q=powershell", "/api/v1/suggestions?q=pow", "/api/v1/objects?kind=groups", "/api/v1/objects/G0016/graph" })
        {
            using var first = await client.GetAsync(path);
            first.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            using HttpRequestMessage again = new(HttpMethod.Get, path);
            again.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag.ShouldNotBeNull().ToString());
            using var second = await client.SendAsync(again);
            second.StatusCode.ShouldBe(HttpStatusCode.NotModified, path);
        }
    }

    [Fact]
    public async Task Letters_of_a_name_suggest_what_is_called_so_before_what_is_said_so()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Viewer);
        using var answer = JsonDocument.Parse(await client.GetStringAsync("/api/v1/suggestions?q=powersh&limit=8"));
        answer.RootElement.GetProperty("objects")[0].GetProperty("id").GetString().ShouldBe("T1059.001");
        using var page = JsonDocument.Parse(await client.GetStringAsync("/api/v1/suggestions?q=matr"));
        page.RootElement.GetProperty("pages")[0].GetProperty("href").GetString().ShouldBe("/matrix");
    }

    [Theory]
    [InlineData("/api/v1/objects/T9999", "T9999")]
    [InlineData("/api/v1/objects/Mimikatx", "Mimikatz")]
    [InlineData("/api/v1/objects/T1086", "T1059.001")]
    public async Task A_word_that_names_nothing_says_what_was_meant(string path, string expected)
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Viewer);
        using var answer = await client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            text.ShouldContain(expected); // dead, and its page says where it lives
            return;
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        text.ShouldContain(expected);
    }

    [Theory]
    [InlineData("/api/v1/objects?kind=nonsense")]
    [InlineData("/api/v1/objects?kind=groups&domain=nowhere")]
    [InlineData("/api/v1/objects?kind=groups&sub-techniques=true")]
    [InlineData("/api/v1/objects?kind=groups&sort=nothing")]
    [InlineData("/api/v1/search?q=x&limit=0")]
    [InlineData("/api/v1/search?q=x&type=nothing")]
    [InlineData("/api/v1/objects/G0016/graph?depth=9")]
    [InlineData("/api/v1/paths?from=G0016&to=G0016")]
    public async Task A_question_that_makes_no_sense_is_refused_with_words(string path)
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Viewer);
        using var answer = await client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_list_goes_out_as_json_csv_and_workbook_in_the_order_that_was_asked_for()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Viewer);
        using var page = JsonDocument.Parse(await client.GetStringAsync("/api/v1/objects?kind=groups&sort=-techniques&limit=2"));
        page.RootElement.GetProperty("total").GetInt32().ShouldBe(served.Server.Served.Release()!.Release.All<Group>().Count(static group => group.IsLive));
        var counts = page.RootElement.GetProperty("items").EnumerateArray().Select(static row => row.GetProperty("techniques").GetInt32()).ToList();
        counts.ShouldBe(counts.OrderDescending());
        (await client.GetStringAsync("/api/v1/objects?kind=tactics&format=csv")).ShouldStartWith("id,name,");
        (await client.GetByteArrayAsync("/api/v1/objects?kind=tactics&format=xlsx")).AsSpan(0, 2).SequenceEqual("PK"u8).ShouldBeTrue();
    }

    [Fact]
    public async Task Two_people_who_change_the_same_object_lose_nothing_of_each_other()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var client = await served.ClientAsync(TeamRole.Analyst);
        var tooLong = await Send(client, HttpMethod.Post, "/api/v1/own", $$"""{"name":"{{new string('n', 201)}}","prefix":"HB"}""");
        tooLong.Status.ShouldBe(HttpStatusCode.BadRequest);
        tooLong.Text.ShouldContain("at most 200 characters");
        (await Send(client, HttpMethod.Post, "/api/v1/own", """{"name":"Harbour","prefix":"HB"}""")).Status.ShouldBe(HttpStatusCode.OK);
        var added = await Send(client, HttpMethod.Post, "/api/v1/own/entries", """{"type":"technique","fields":{"name":"Ask <b>the</b> shift","tactics":["initial-access"],"platforms":["Windows"],"description":"They call."}}""");
        added.Status.ShouldBe(HttpStatusCode.OK, added.Text);
        using var seen = await client.GetAsync("/api/v1/own/entries/HBT0001");
        var tag = seen.Headers.ETag!.Tag; // the answer has one
        (await Send(client, HttpMethod.Patch, "/api/v1/own/entries/HBT0001", """{"name":"First"}""", tag)).Status.ShouldBe(HttpStatusCode.OK);
        var late = await Send(client, HttpMethod.Patch, "/api/v1/own/entries/HBT0001", """{"name":"Second"}""", tag);
        late.Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        late.Text.ShouldContain("First");
        (await client.GetStringAsync("/api/v1/objects/HBT0001")).ShouldContain("First");
        (await client.GetStringAsync("/knowledge/HBT0001")).ShouldContain("First");
    }

    [Fact]
    public async Task Texts_are_kept_as_many_as_there_is_room_for()
    {
        App.Knowledge.KeptTexts kept = new(charsMax: 40);
        kept.Get("a", static () => new string('a', 9));
        kept.Get("b", static () => new string('b', 9));
        kept.Get("c", static () => new string('c', 9));
        kept.Get("a", static () => throw new InvalidOperationException("it is kept"));
        kept.Get("d", static () => new string('d', 9));
        kept.Get("e", static () => new string('e', 9));
        kept.Chars.ShouldBeLessThanOrEqualTo(40);
        kept.Get("b", static () => "made anew").ShouldBe("made anew"); // asked for longest ago
        kept.Get("large", static () => new string('l', 11)).Length.ShouldBe(11); // a quarter of the room at most: given, not kept
        kept.Get("large", static () => "again").ShouldBe("again");
        await Task.CompletedTask;
    }

    static async Task<(HttpStatusCode Status, string Text)> Send(HttpClient client, HttpMethod method, string path, string json, string? ifMatch = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
