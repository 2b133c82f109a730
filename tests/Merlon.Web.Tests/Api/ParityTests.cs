using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Merlon.Cli;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Api;

/// <summary>The API says what <c>merlon … --json</c> says of the same workspace.</summary>
public sealed class ParityTests(ParityServed served) : IClassFixture<ParityServed>
{
    const string Flow = """
        {"schema": "attack_flow_v2", "objects": [
          {"id": "flow", "instance": "f", "properties": [["name", "Small"]], "objects": ["a", "b"]},
          {"id": "action", "instance": "a", "properties": [["name", "First"], ["technique_id", "T1566"]], "anchors": {"0": "aa"}},
          {"id": "action", "instance": "b", "properties": [["name", "Second"], ["technique_id", "T1059.001"]], "anchors": {"0": "ba"}},
          {"id": "vertical_anchor", "instance": "aa", "latches": ["l1"]},
          {"id": "vertical_anchor", "instance": "ba", "latches": ["l2"]},
          {"id": "dynamic_line", "instance": "x1", "source": "l1", "target": "l2"}
        ]}
        """;

    const string DataSources = """
        version: 1.1
        file_type: data-source-administration
        name: endpoints
        systems: [{applicable_to: clients, platform: [Windows]}]
        data_sources:
          - data_source_name: Internal Source
            data_source:
              - applicable_to: [clients]
                date_registered: 2026-01-01
                date_connected: 2026-01-01
                products: [Sysmon]
                available_for_data_analytics: true
                comment: ''
                data_quality: {device_completeness: 4, data_field_completeness: 3, timeliness: 2, consistency: 1, retention: 5}
        """;

    [Theory]
    [InlineData("assess {0} --dry-run --as-of 2026-03-01", "/api/v1/assessment?as_of=2026-03-01")]
    [InlineData("assess {0} --dry-run --release-version 18.1", "/api/v1/assessment?release=18.1")]
    [InlineData("gaps list {0} --top 10000 --as-of 2026-03-01", "/api/v1/gaps/export?as_of=2026-03-01")]
    [InlineData("gaps explain T1059.001 {0} --as-of 2026-03-01", "/api/v1/gaps/T1059.001?as_of=2026-03-01")]
    [InlineData("gaps explain T1059.001 {0} --published", "/api/v1/gaps/T1059.001?release=published")]
    [InlineData("priorities {0} --as-of 2026-03-01", "/api/v1/priorities?as_of=2026-03-01")]
    [InlineData("costs {0} --as-of 2026-03-01", "/api/v1/costs?as_of=2026-03-01")]
    [InlineData("benefit {0} --as-of 2026-03-01", "/api/v1/benefit?as_of=2026-03-01")]
    [InlineData("maturity {0} --as-of 2026-03-01", "/api/v1/maturity?as_of=2026-03-01")]
    [InlineData("controls status {0} --framework nist-800-53-r5 --as-of 2026-03-01", "/api/v1/controls/nist-800-53-r5/status?as_of=2026-03-01")]
    [InlineData("controls gaps {0} --framework nist-800-53-r5 --as-of 2026-03-01", "/api/v1/controls/nist-800-53-r5/gaps?as_of=2026-03-01")]
    [InlineData("controls conflicts {0} --as-of 2026-03-01", "/api/v1/controls/conflicts?as_of=2026-03-01")]
    [InlineData("rules coverage {0} --as-of 2026-03-01", "/api/v1/rules/coverage?as_of=2026-03-01")]
    [InlineData("rules check {1}", "/api/v1/rules/check")]
    [InlineData("rules check {1} --ignore SIGMA161 --published", "/api/v1/rules/check?ignore=SIGMA161&release=published")]
    [InlineData("rules test {1}", "/api/v1/rules/test")]
    public async Task An_answer_is_what_the_command_prints(string command, string path)
    {
        using var answer = await served.AskAsync(HttpMethod.Get, path);
        Same(served.Say(command), await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Another_day_is_another_answer_and_today_stays_the_same()
    {
        var before = await served.TextAsync("/api/v1/assessment");
        var then = await served.TextAsync("/api/v1/assessment?as_of=2026-03-01");
        string.Equals(then, before, StringComparison.Ordinal).ShouldBeFalse();
        then.ShouldContain("2026-03-01");
        (await served.TextAsync("/api/v1/assessment")).ShouldBe(before);
        using var none = await served.Client.GetAsync("/api/v1/gaps?as_of=yesterday");
        none.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var unknown = await served.Client.GetAsync("/api/v1/gaps?release=99.9");
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Robustness_is_scored_rule_by_rule_as_the_command_does()
    {
        var items = JsonNode.Parse(await served.TextAsync("/api/v1/rules/robustness?limit=500&max_level=2"))!["items"]!.AsArray();
        var printed = JsonNode.Parse(served.Say("rules robustness {1} --max-level 2"))!["robustness"]!.AsArray();
        foreach (var item in items)
        {
            item!.AsObject().Remove("key").ShouldBeTrue();
        }

        static IEnumerable<string> InOrder(JsonArray rules) => rules.Select(static rule => rule!.ToJsonString()).Order(StringComparer.Ordinal);
        InOrder(items).ShouldBe(InOrder(printed));
        (await served.TextAsync("/api/v1/rules/robustness?format=csv")).ShouldStartWith("id,title,document,score");
        (await served.TextAsync("/api/v1/rules/coverage?format=layer")).ShouldContain("Detection without one thing");
        (await served.TextAsync("/api/v1/rules/check?format=sarif")).ShouldContain("\"2.1.0\"");
    }

    [Fact]
    public async Task Flows_that_are_brought_along_count_as_those_of_the_command_line()
    {
        var path = served.Write("small.afb", Flow);
        using MultipartFormDataContent form = new() { { FileOf(Flow), "flows", "small.afb" } };
        using var answer = await served.AskAsync(HttpMethod.Post, "/api/v1/priorities", form);
        Same(served.Say($"priorities {{0}} --flows {path}").Replace(path, "small.afb", StringComparison.Ordinal), await answer.Content.ReadAsStringAsync());
        using MultipartFormDataContent broken = new() { { FileOf("{"), "flows", "small.afb" } };
        using var refused = await served.Client.PostAsync("/api/v1/priorities", broken);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldNotContain(served.Folder);
    }

    [Fact]
    public async Task Tables_of_dettect_that_are_brought_along_count_as_those_of_the_command_line()
    {
        const string tables = """[{"technique": "T1059.001", "data_source": "Internal Source"}]""";
        var (file, folder) = (served.Write("sources.yaml", DataSources), Path.GetDirectoryName(served.Write("data/dettect_data_sources.json", tables)));
        var printed = served.Say($"dettect scores {file} --dettect-data {folder}", isAllowedToFail: true);
        using MultipartFormDataContent form = new() { { FileOf(DataSources), "file", "sources.yaml" }, { FileOf(tables), "dettect_data", "dettect_data_sources.json" } };
        using var answer = await served.Client.PostAsync("/api/v1/dettect/scores", form);
        if (printed.Length == 0)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest); // both refuse the table
        }
        else
        {
            Same(printed.Replace(file, "sources.yaml", StringComparison.Ordinal), await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Rules_that_are_sent_are_checked_by_a_job_whose_result_stays_for_a_while()
    {
        object body = new { files = new[] { new { name = "mine.yml", text = Detection.DetectionApiTests.Rule } } };
        using var answer = await served.AskAsync(HttpMethod.Post, "/api/v1/rules/check", JsonContent.Create(body));
        var checkedNow = await answer.Content.ReadAsStringAsync();
        var jobs = JsonNode.Parse(await served.TextAsync("/api/v1/jobs"))!["items"]!.AsArray();
        var result = jobs.First(static job => job!["kind"]!.GetValue<string>() == "rule-check-sent")!["result"]!.GetValue<string>();
        (await served.TextAsync(result)).ShouldBe(checkedNow);
        using var gone = await served.Client.GetAsync("/api/v1/rules/checks/none");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_sign_off_that_is_sent_is_verified_as_the_command_does()
    {
        await using var other = await ServedMerlon.StartAsync();
        using var approver = await other.ClientAsync(TeamRole.Approver);
        using var begun = await approver.PostAsJsonAsync("/api/v1/sign-offs", new { by = "Approver", statement = "as it is" });
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = JsonNode.Parse(await begun.Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
        (await approver.GetStringAsync($"/api/v1/jobs/{id}/events")).ShouldContain("\"done\"");
        var record = await approver.GetStringAsync("/api/v1/sign-offs/1/file");
        using var verified = await approver.PostAsJsonAsync("/api/v1/sign-offs/verify", new { sign_off = record });
        verified.StatusCode.ShouldBe(HttpStatusCode.OK);
        Same(await approver.GetStringAsync("/api/v1/sign-offs/1/verify"), await verified.Content.ReadAsStringAsync());
        using var none = await approver.PostAsJsonAsync("/api/v1/sign-offs/verify", new { sign_off = "{}" });
        none.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    static ByteArrayContent FileOf(string text) => new(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };

    static void Same(string printed, string answered)
    {
        var (one, other) = (JsonNode.Parse(printed), JsonNode.Parse(answered));
        if (!JsonNode.DeepEquals(one, other))
        {
            var (expected, actual) = (one!.ToJsonString(), other!.ToJsonString());
            var at = Math.Max(0, expected.Zip(actual).TakeWhile(static pair => pair.First == pair.Second).Count() - 100);
            actual[at..Math.Min(actual.Length, at + 300)].ShouldBe(expected[at..Math.Min(expected.Length, at + 300)]); // where they part
        }
    }
}

/// <summary>One server over a copy of harbor-bank with Merlon's own rules, and the command line beside it.</summary>
public sealed class ParityServed : IAsyncLifetime
{
    readonly string rules = Repository.PathOf("rules");

    internal ServedMerlon Served { get; private set; } = null!; // made before any test runs

    internal HttpClient Client { get; private set; } = null!; // made before any test runs

    /// <summary>Where tests put files.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("merlon-parity-").FullName;

    public async ValueTask InitializeAsync()
    {
        Served = await ServedMerlon.StartAsync(settings =>
        {
            var file = Path.Combine(settings.OrganisationPath, "organisation.yaml");
            var lines = File.ReadAllLines(file).ToList();
            lines.RemoveRange(lines.IndexOf("rules:"), 3); // they stand beside the example, not beside its copy
            File.WriteAllLines(file, lines);
            return settings with { RulePaths = [rules] };
        });
        Client = await Served.ClientAsync(TeamRole.Analyst);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Served.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Writes a file and says where it is.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // below Folder
        File.WriteAllText(path, text);
        return path.Replace('\\', '/');
    }

    /// <summary>What a command prints as JSON of the organisation ({0}) or the rules ({1}), with rules and places called as the server calls them.</summary>
    internal string Say(string command, bool isAllowedToFail = false)
    {
        string[] words = [.. command.Split(' ').Select(word => word switch { "{0}" => Served.Organisation, "{1}" => rules, _ => word }), "--json"];
        if (words.Contains(Served.Organisation, StringComparer.Ordinal))
        {
            words = [.. words, "--rules", rules];
        }

        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var code = MerlonCommand.Run(words, new Terminal { Out = output, Error = error, Database = Served.Server.Served.Settings.Database });
        (isAllowedToFail || code is ExitCode.Success or ExitCode.Findings).ShouldBeTrue(error.ToString());
        return words.Contains(Served.Organisation, StringComparer.Ordinal) ? Served.Server.Served.Settings.Named(output.ToString()) : output.ToString().Replace(rules.Replace('\\', '/'), "rules", StringComparison.Ordinal);
    }

    /// <summary>Asks, and waits for answers that take their time.</summary>
    internal async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, HttpContent? body = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = body };
        var answer = await Client.SendAsync(request);
        if (answer.StatusCode == HttpStatusCode.Accepted && method == HttpMethod.Get)
        {
            await Client.GetStringAsync(answer.Headers.Location + "/events"); // ends with the job that works the answer out, however slow the machine is
            answer.Dispose();
            return await AskAsync(method, path);
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path}: {await answer.Content.ReadAsStringAsync()}");
        return answer;
    }

    internal async Task<string> TextAsync(string path)
    {
        using var answer = await AskAsync(HttpMethod.Get, path);
        return await answer.Content.ReadAsStringAsync();
    }
}
