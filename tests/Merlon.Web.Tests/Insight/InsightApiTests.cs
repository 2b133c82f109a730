using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Servers;

namespace Merlon.Web.Tests.Insight;

/// <summary>What the API says of an assessment is what the command line says.</summary>
public sealed class InsightApiTests(InsightServed served) : IClassFixture<InsightServed>
{
    async Task<JsonNode> GetAsync(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Prefer", "wait=30");
        using var answer = await served.Client.SendAsync(request);
        if (answer.StatusCode == HttpStatusCode.Accepted)
        {
            await served.Client.GetStringAsync(answer.Headers.Location + "/events"); // ends with the job that works the answer out, however slow the machine is
            return await GetAsync(path);
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path + ": " + await answer.Content.ReadAsStringAsync());
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync()).ShouldNotBeNull();
    }

    static async Task<JsonNode> SaidAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "merlon.dll")).Append("--json"))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start).ShouldNotBeNull();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return JsonNode.Parse(output) ?? throw new InvalidOperationException(await error);
    }

    [Theory]
    [InlineData("/api/v1/gaps/T1059.001", "gaps", "explain", "T1059.001", "ORG")]
    [InlineData("/api/v1/priorities", "priorities", "ORG")]
    [InlineData("/api/v1/costs", "costs", "ORG")]
    [InlineData("/api/v1/maturity?model=soc", "maturity", "ORG", "--model", "soc")]
    [InlineData("/api/v1/controls/nist-800-53-r5/status?all=true", "controls", "status", "ORG", "--framework", "nist-800-53-r5", "--all")]
    [InlineData("/api/v1/plan?greedy=true&budget=50000&reasons=true", "plan", "ORG", "--greedy", "--budget", "50000")]
    public async Task The_API_says_what_the_command_line_says(string path, params string[] arguments)
    {
        var said = await SaidAsync([.. arguments.Select(argument => argument == "ORG" ? served.Served.Organisation : argument)]);
        JsonNode.DeepEquals(await GetAsync(path), said).ShouldBeTrue(path);
    }

    [Fact]
    public async Task A_plan_is_there_at_once_or_a_job_works_it_out_for_all_who_ask()
    {
        const string Path = "/api/v1/plan?budget=61000&reasons=false";
        using HeldAnswers held = new(served.Served); // so that it is not there before anybody looks
        using HttpRequestMessage first = new(HttpMethod.Get, Path);
        first.Headers.TryAddWithoutValidation("Prefer", "wait=0");
        using var begun = await served.Client.SendAsync(first);
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var job = begun.Headers.Location.ShouldNotBeNull().ToString();
        using HttpRequestMessage second = new(HttpMethod.Get, Path);
        second.Headers.TryAddWithoutValidation("Prefer", "wait=0");
        using var again = await served.Client.SendAsync(second);
        again.Headers.Location?.ToString().ShouldBe(job);
        held.LetGo();
        await served.Client.GetStringAsync(job + "/events"); // ends with the job
        var made = await GetAsync(job);
        made["state"].ShouldNotBeNull().GetValue<string>().ShouldBe("done");
        made["result"].ShouldNotBeNull().GetValue<string>().ShouldBe(Path);
        using var kept = await served.Client.GetAsync(Path);
        kept.StatusCode.ShouldBe(HttpStatusCode.OK);
        using HttpRequestMessage known = new(HttpMethod.Get, Path);
        known.Headers.TryAddWithoutValidation("If-None-Match", kept.Headers.ETag.ShouldNotBeNull().ToString());
        using var same = await served.Client.SendAsync(known);
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("/api/v1/benefit?trials=20000&seed=7")]
    [InlineData("/api/v1/gaps?as_of=2026-02-03")]
    public async Task What_takes_longer_than_a_request_is_a_job_and_then_there(string path)
    {
        using HeldAnswers held = new(served.Served);
        using HttpRequestMessage first = new(HttpMethod.Get, path);
        first.Headers.TryAddWithoutValidation("Prefer", "wait=0");
        using var begun = await served.Client.SendAsync(first);
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var job = begun.Headers.Location.ShouldNotBeNull().ToString();
        held.LetGo();
        await served.Client.GetStringAsync(job + "/events"); // ends with the job
        (await GetAsync(job))["result"].ShouldNotBeNull().GetValue<string>().ShouldBe(path);
        using HttpRequestMessage again = new(HttpMethod.Get, path);
        again.Headers.TryAddWithoutValidation("Prefer", "wait=0");
        using var kept = await served.Client.SendAsync(again);
        kept.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_page_that_takes_longer_shows_how_far_it_is_and_then_itself()
    {
        const string Path = "/assessment/costs?horizon=7";
        using HeldAnswers held = new(served.Served);
        using HttpRequestMessage first = new(HttpMethod.Get, Path);
        first.Headers.TryAddWithoutValidation("Prefer", "wait=0");
        using var waiting = await served.Client.SendAsync(first);
        waiting.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await waiting.Content.ReadAsStringAsync();
        html.ShouldContain("The page shows it when it is there");
        var job = html.Split("data-work=\"")[1].Split('"')[0];
        held.LetGo();
        await served.Client.GetStringAsync($"/api/v1/jobs/{job}/events"); // ends with the job
        (await served.Client.GetStringAsync(Path)).ShouldNotContain("data-work");
    }

    [Fact]
    public async Task An_exact_plan_is_worked_out_for_analysts_and_is_no_greedy_one()
    {
        var plan = await GetAsync("/api/v1/plan?budget=20000&exact=true&reasons=false");
        plan["plan"].ShouldNotBeNull()["proven"].ShouldNotBeNull().GetValue<bool>().ShouldBeTrue();
        using var contradiction = await served.Client.GetAsync("/api/v1/plan?exact=true&greedy=true");
        contradiction.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var unknown = await served.Client.GetAsync("/api/v1/plan?must=M9999&reasons=false");
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var viewer = await served.Served.ClientAsync(TeamRole.Viewer);
        using var refused = await viewer.GetAsync("/api/v1/plan?exact=true");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_whole_assessment_is_the_same_document_packed_or_not()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/assessment");
        request.Headers.AcceptEncoding.ParseAdd("br");
        using var answer = await served.Client.SendAsync(request);
        await using var unpacked = new BrotliStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        var packed = await JsonNode.ParseAsync(unpacked);
        JsonNode.DeepEquals(packed, await GetAsync("/api/v1/assessment")).ShouldBeTrue();
        packed.ShouldNotBeNull()["gaps"].ShouldNotBeNull().AsArray().Count.ShouldBe(served.Assessment.Gaps.Count);

        request.Headers.AcceptEncoding.ShouldNotBeEmpty();
        using HttpRequestMessage again = new(HttpMethod.Get, "/api/v1/assessment");
        again.Headers.TryAddWithoutValidation("If-None-Match", answer.Headers.ETag.ShouldNotBeNull().ToString());
        using var known = await served.Client.SendAsync(again);
        known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Gaps_come_in_pages_and_as_files()
    {
        var page = await GetAsync("/api/v1/gaps?limit=5&offset=5");
        page["total"].ShouldNotBeNull().GetValue<int>().ShouldBe(served.Assessment.Gaps.Count);
        page["items"].ShouldNotBeNull().AsArray().Select(static gap => gap!["rank"]!.GetValue<int>()).ShouldBe([6, 7, 8, 9, 10]);
        var csv = await served.Client.GetStringAsync("/api/v1/gaps/export?format=csv&text=powershell");
        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeInRange(2, 50);
        (await served.Client.GetByteArrayAsync("/api/v1/gaps/export?format=xlsx"))[..2].ShouldBe("PK"u8.ToArray());
        using var refused = await served.Client.GetAsync("/api/v1/gaps/export?format=pdf");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var none = await served.Client.GetAsync("/api/v1/gaps/T9999");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_report_is_made_by_a_job_and_saved_from_where_it_says()
    {
        using var begun = await served.Client.PostAsJsonAsync("/api/v1/reports", new { reader = "manager", formats = new[] { "html", "csv" } });
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = JsonNode.Parse(await begun.Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
        var events = await served.Client.GetStringAsync($"/api/v1/jobs/{id}/events"); // ends with the job
        var last = JsonNode.Parse(events.Split("data: ", StringSplitOptions.RemoveEmptyEntries)[^1])!;
        last["state"]!.GetValue<string>().ShouldBe("done", events);
        using ZipArchive zip = new(new MemoryStream(await served.Client.GetByteArrayAsync(last["result"]!.GetValue<string>())));
        zip.Entries.Select(static entry => entry.Name).ShouldContain(static name => name == "manager.html");
        using var refused = await served.Client.PostAsJsonAsync("/api/v1/reports", new { reader = "king" });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_file_of_DeTTaCT_is_checked_and_what_is_none_is_said_without_a_place_of_the_server()
    {
        using StringContent body = new("just: a note", Encoding.UTF8, "application/yaml");
        using var answer = await served.Client.PostAsync("/api/v1/dettect/check?name=../../etc/passwd", body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        JsonNode.Parse(text)!["files"]![0]!["file"]!.GetValue<string>().ShouldBe("passwd");
        text.ShouldNotContain("scratch");
        Directory.EnumerateFileSystemEntries(Path.Combine(served.Served.Server.Served.Settings.WorkspaceFolder, "scratch")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Mappings_are_looked_at_kept_and_taken_out()
    {
        await using var own = await ServedMerlon.StartAsync();
        using var analyst = await own.ClientAsync(TeamRole.Analyst);
        async Task<HttpResponseMessage> ImportAsync(string query)
        {
            using MultipartFormDataContent form = new();
            form.Add(new StringContent("control,technique\nA-1,T1059\nA-2,T1566\n", Encoding.UTF8, "text/csv"), "files", "own.csv");
            return await analyst.PostAsync("/api/v1/mappings?framework=Our%20house%20rules" + query, form);
        }

        using var looked = await ImportAsync("&dry_run=true");
        looked.StatusCode.ShouldBe(HttpStatusCode.OK, await looked.Content.ReadAsStringAsync());
        (await analyst.GetFromJsonAsync<JsonNode>("/api/v1/mappings"))!["mappings"]!.AsArray().ShouldBeEmpty();
        using var kept = await ImportAsync("");
        (await analyst.GetFromJsonAsync<JsonNode>("/api/v1/mappings"))!["mappings"]!.AsArray().Count.ShouldBe(1);
        (await analyst.GetFromJsonAsync<JsonNode>("/api/v1/controls"))!["frameworks"]!.AsArray().Select(static one => one!["name"]!.GetValue<string>()).ShouldContain(static name => name == "Our house rules");
        using var gone = await analyst.DeleteAsync("/api/v1/mappings/own.csv");
        gone.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var viewer = await own.ClientAsync(TeamRole.Viewer);
        using var refused = await viewer.DeleteAsync("/api/v1/mappings/own.csv");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Without_a_recorded_assessment_there_is_no_trend_and_the_journal_says_so()
    {
        await using var own = await ServedMerlon.StartAsync();
        using var analyst = await own.ClientAsync(TeamRole.Analyst);
        using var none = await analyst.GetAsync("/api/v1/trend");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var recorded = await analyst.PostAsync("/assessment/record", content: null);
        recorded.StatusCode.ShouldBe(HttpStatusCode.Redirect, await recorded.Content.ReadAsStringAsync());
        (await analyst.GetFromJsonAsync<JsonNode>("/api/v1/trend"))!["points"]!.AsArray().ShouldNotBeEmpty();
        (await analyst.GetFromJsonAsync<JsonNode>("/api/v1/compare"))!["techniques"]!.AsArray().ShouldBeEmpty();
        var page = await analyst.GetFromJsonAsync<JsonNode>("/api/v1/journal?kind=test&limit=2");
        page!["total"]!.GetValue<int>().ShouldBeGreaterThan(2);
        var id = page["items"]![0]!["evidence"]!["id"]!.GetValue<string>();
        (await analyst.GetFromJsonAsync<JsonNode>($"/api/v1/journal/{id}"))!["entries"]!.AsArray().Count.ShouldBe(1);
        var lines = (await analyst.GetStringAsync("/api/v1/journal/export?format=ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe((await analyst.GetFromJsonAsync<JsonNode>("/api/v1/journal"))!["total"]!.GetValue<int>());
        lines.ShouldAllBe(static line => JsonDocument.Parse(line, default).RootElement.GetProperty("in_force").GetBoolean());
        (await analyst.GetFromJsonAsync<JsonNode>("/api/v1/journal?text=%25_%27--"))!["total"]!.GetValue<int>().ShouldBe(0);
    }

    /// <summary>Takes all turns of answers that are worked out, until they are let go: what is asked for meanwhile cannot be there, however quick it would be.</summary>
    sealed class HeldAnswers : IDisposable
    {
        readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HeldAnswers(ServedMerlon served)
        {
            for (var i = 0; i < JobBoard.AnswersMax; i++)
            {
                served.Board().BeginAnswer("held", "Held", new Caller("held", "Held", TeamRole.Viewer), async (_, stop) =>
                {
                    await gate.Task.WaitAsync(stop);
                    return "/";
                });
            }
        }

        public void LetGo() => gate.TrySetResult();

        public void Dispose() => LetGo();
    }
}
