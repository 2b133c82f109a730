using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.Tests.Detection;

/// <summary>Uploads, hunts and rules over HTTP, with real logs where they are there.</summary>
public sealed class DetectionApiTests
{
    internal const string Event = """{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"host-1<b>","UtcTime":"2026-09-14 09:00:00.000","Image":"C:\\Windows\\System32\\cmd.exe","CommandLine":"cmd /c whoami \u001b[31m"}""";

    internal const string Rule = """
        title: Somebody asks who they are
        id: 11111111-2222-4333-8444-555555555555
        status: test
        level: high
        logsource: {product: windows, category: process_creation}
        detection:
            selection:
                CommandLine|contains: whoami
            condition: selection
        tags: [attack.discovery, attack.t1033]
        """;

    [Fact]
    public async Task Logs_are_uploaded_hunted_and_removed_with_what_was_found_exported()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        var upload = await UploadAsync(analyst, "../../etc/<b>events.ndjson", Encoding.UTF8.GetBytes(Event + "\n" + Event.Replace("09:00", "11:30", StringComparison.Ordinal) + "\n"));
        upload.GetProperty("name").GetString().ShouldBe("../../etc/<b>events.ndjson");
        await TakeRuleAsync(analyst, "who.yml", Encoding.UTF8.GetBytes(Rule));

        var hunt = await HuntAsync(analyst, new { uploads = new[] { upload.GetProperty("id").GetString() }, rules = "uploaded" });
        hunt.GetProperty("state").GetString().ShouldBe("done", hunt.ToString());
        hunt.GetProperty("findings").GetInt64().ShouldBe(2);
        var id = hunt.GetProperty("id").GetString();

        var page = await analyst.GetFromJsonAsync<JsonElement>($"/api/v1/hunts/{id}/findings?q=WHOAMI&technique=T1033&level=high&until=2026-09-14T10:00:00Z");
        page.GetProperty("total").GetInt32().ShouldBe(1);
        page.GetProperty("items")[0].GetProperty("document").GetString().ShouldBe("../../etc/<b>events.ndjson"); // as given, no path of the server
        page.ToString().ShouldNotContain(served.Organisation);

        var finding = await analyst.GetFromJsonAsync<JsonElement>($"/api/v1/hunts/{id}/findings/2");
        finding.GetProperty("whole_record").GetBoolean().ShouldBeTrue();
        finding.GetProperty("record_fields").EnumerateArray().Single(static field => field.GetProperty("matched").GetBoolean()).GetProperty("name").GetString().ShouldBe("CommandLine");
        finding.GetProperty("matching_lines").EnumerateArray().Select(static line => line.GetInt32()).ShouldContain(8);
        finding.GetProperty("explanation").GetProperty("fires").GetBoolean().ShouldBeTrue();
        finding.GetProperty("neighbours").GetArrayLength().ShouldBe(2);

        foreach (var (format, text) in new[] { ("ndjson", "whoami"), ("csv", "Somebody asks"), ("timesketch", "merlon:hunt:finding"), ("sarif", "2.1.0"), ("stix", "bundle--"), ("layer", "T1033"), ("html", "Somebody asks"), ("json", "\"summary\"") })
        {
            (await analyst.GetStringAsync($"/api/v1/hunts/{id}/export/{format}")).ShouldContain(text, customMessage: format);
        }

        var html = await analyst.GetStringAsync($"/detection/hunts/{id}/findings/1");
        html.ShouldContain("host-1&lt;b&gt;");
        html.ShouldContain("␛[31m");
        (await analyst.DeleteAsync($"/api/v1/uploads/{upload.GetProperty("id").GetString()}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await analyst.GetFromJsonAsync<JsonElement>($"/api/v1/hunts/{id}/findings/1")).GetProperty("whole_record").GetBoolean().ShouldBeFalse(); // the log is gone, the finding stays
        (await analyst.DeleteAsync($"/api/v1/hunts/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await analyst.GetAsync($"/api/v1/hunts/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Directory.Exists(Path.Combine(served.Organisation, ".merlon", "hunts", id!)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_could_not_be_read_of_uploads_is_told_by_their_names_with_advice()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        await TakeRuleAsync(analyst, "who.yml", Encoding.UTF8.GetBytes(Rule));
        using MemoryStream packed = new();
        using (ZipArchive zip = new(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var entry = zip.CreateEntry("a.ndjson").Open();
            await entry.WriteAsync(Encoding.UTF8.GetBytes(Event));
        }

        var good = await UploadAsync(analyst, "good.ndjson", Encoding.UTF8.GetBytes(Event + "\n"));
        var bad = await UploadAsync(analyst, "bad.zip", packed.ToArray()[..60]);
        var hunt = await HuntAsync(analyst, new { uploads = new[] { good.GetProperty("id").GetString(), bad.GetProperty("id").GetString() }, rules = "uploaded" });
        var told = (await analyst.GetFromJsonAsync<JsonElement>($"/api/v1/hunts/{hunt.GetProperty("id").GetString()}")).GetProperty("result").GetProperty("diagnostics").EnumerateArray()
            .Single(static one => one.GetProperty("code").GetString() == "LOG323");
        told.GetProperty("document").GetString().ShouldBe("bad.zip");
        told.GetProperty("advice").GetString().ShouldNotBeNullOrEmpty();
        told.ToString().ShouldNotContain(served.Organisation);
    }

    [Fact]
    public async Task What_a_hunt_gave_to_the_journal_stands_there_and_on_its_page()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        var upload = await UploadAsync(analyst, "drill.ndjson", Encoding.UTF8.GetBytes(Event + "\n"));
        await TakeRuleAsync(analyst, "who.yml", Encoding.UTF8.GetBytes(Rule));
        var hunt = await HuntAsync(analyst, new { uploads = new[] { upload.GetProperty("id").GetString() }, rules = "uploaded", record_for = "t1033" });
        hunt.GetProperty("state").GetString().ShouldBe("done", hunt.ToString());
        (await analyst.GetStringAsync($"/detection/hunts/{hunt.GetProperty("id").GetString()}")).ShouldContain("The journal took 1 statement");
        (await analyst.GetStringAsync("/api/v1/journal?technique=T1033")).ShouldContain("Somebody asks who they are");
    }

    [Fact]
    public async Task A_recorded_attack_in_a_Windows_event_log_is_found_by_SigmaHQs_rules()
    {
        var log = SharedData.PathOf("evtx/UACME_59_Sysmon.evtx");
        var rules = SharedData.PathOf("sigma/rules/windows/process_creation");
        await using var served = await ServedMerlon.StartAsync(settings => settings with { RulePaths = [rules] });
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        var upload = await UploadAsync(analyst, "UACME_59_Sysmon.evtx", await File.ReadAllBytesAsync(log));
        var list = await analyst.GetFromJsonAsync<JsonElement>("/api/v1/rules?state=deployed&product=windows&limit=1");
        list.GetProperty("total").GetInt32().ShouldBeGreaterThan(1_000);
        list.ToString().ShouldNotContain(rules);
        var hunt = await HuntAsync(analyst, new { uploads = new[] { upload.GetProperty("id").GetString() } });
        hunt.GetProperty("state").GetString().ShouldBe("done", hunt.ToString());
        hunt.GetProperty("findings").GetInt64().ShouldBeGreaterThan(0);
        hunt.GetProperty("records").GetInt64().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("""{"uploads":["../../etc/passwd"]}""")]
    [InlineData("""{"folders":["../../etc"]}""")]
    [InlineData("""{"folders":["/etc/passwd"]}""")]
    [InlineData("""{"folders":["logs/../../secret"]}""")]
    [InlineData("""{"folders":["logs"],"pipeline":"/etc/passwd"}""")]
    [InlineData("""{"folders":["logs"],"baseline":"/etc/passwd"}""")]
    [InlineData("""{"folders":["logs"],"placeholders":"../organisation.yaml"}""")]
    [InlineData("""{"folders":["logs"],"rules":"/etc"}""")]
    [InlineData("""{"folders":["logs"],"level":"grave"}""")]
    [InlineData("""{"folders":["logs"],"zone":"../../etc/passwd"}""")]
    [InlineData("""{}""")]
    public async Task No_part_of_an_order_reaches_another_file(string order)
    {
        var logs = Directory.CreateTempSubdirectory("merlon-allowed-");
        var folder = logs.CreateSubdirectory("logs");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "a.json"), Event);
        await File.WriteAllTextAsync(Path.Combine(logs.FullName, "secret"), Event);
        await using var served = await ServedMerlon.StartAsync(settings => settings with { LogFolders = [folder.FullName] });
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        using var answer = await analyst.PostAsync("/api/v1/hunts", new StringContent(order, Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        logs.Delete(recursive: true);
    }

    [Theory]
    [InlineData("/api/v1/hunts/..%2f..%2fetc")]
    [InlineData("/api/v1/hunts/..%2f..%2fetc/export/ndjson")]
    [InlineData("/api/v1/hunts/000000000000000000000000/findings")]
    [InlineData("/api/v1/uploads/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/api/v1/log-folders/..%2f../files")]
    [InlineData("/api/v1/rules/..%2f..%2forganisation.yaml")]
    [InlineData("/detection/hunts/..%2f..%2fetc/findings/1")]
    public async Task No_address_reaches_another_file(string path)
    {
        await using var served = await ServedMerlon.StartAsync();
        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        using var answer = await viewer.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Uploads_are_bounded_and_leave_nothing_when_they_are_too_large()
    {
        await using var served = await ServedMerlon.StartAsync();
        var folder = Path.Combine(served.Organisation, ".merlon");
        LogUploadShelf shelf = new(served.Server.Served.Team, served.Server.Served.Settings.Workspace(WorkspaceAccess.Read)) { BytesMax = 1_000, TotalBytesMax = 1_500 };
        var kept = await shelf.ReceiveAsync(new MemoryStream(new byte[1_000]), "at the limit.json", ("1", "A"), expectedBytes: null, CancellationToken.None);
        await Should.ThrowAsync<InvalidDataException>(() => shelf.ReceiveAsync(new MemoryStream(new byte[1_001]), "past it.json", ("1", "A"), expectedBytes: null, CancellationToken.None));
        await Should.ThrowAsync<InvalidDataException>(() => shelf.ReceiveAsync(new MemoryStream(new byte[501]), "past all.json", ("1", "A"), expectedBytes: null, CancellationToken.None));
        await Should.ThrowAsync<InvalidDataException>(() => shelf.ReceiveAsync(new MemoryStream(), "empty.json", ("1", "A"), expectedBytes: 0, CancellationToken.None));
        await Should.ThrowAsync<OperationCanceledException>(() => shelf.ReceiveAsync(new MemoryStream(new byte[10]), "given up.json", ("1", "A"), expectedBytes: 10, new CancellationToken(canceled: true)));
        Directory.EnumerateFileSystemEntries(Path.Combine(folder, "uploads")).Select(Path.GetFileName).ShouldBe([kept.Id]);
        shelf.List().Count.ShouldBe(1);
        shelf.Delete(kept.Id).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(Path.Combine(folder, "uploads")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rules_are_checked_before_they_are_taken_and_count_only_once_they_are_deployed()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            await WriteAsync(archive, "../../../evil.yml", Rule);
            await WriteAsync(archive, "broken.yml", "title: [");
            await WriteAsync(archive, "readme.txt", "no rule");
        }

        var outcome = await TakeRuleAsync(analyst, "rules.zip", zip.ToArray());
        outcome.GetProperty("taken").GetArrayLength().ShouldBe(1);
        outcome.GetProperty("refused")[0].GetProperty("name").GetString().ShouldBe("broken.yml");
        File.Exists(Path.Combine(served.Organisation, "..", "evil.yml")).ShouldBeFalse();

        const string Key = "11111111-2222-4333-8444-555555555555";
        (await analyst.GetFromJsonAsync<JsonElement>($"/api/v1/rules/{Key}")).GetProperty("deployed").GetBoolean().ShouldBeFalse();
        var id = outcome.GetProperty("taken")[0].GetProperty("id").GetString();
        foreach (var (verb, deployed) in new[] { ("deploy", true), ("withdraw", false), ("deploy", true) })
        {
            using var moved = await analyst.PostAsync($"/api/v1/rule-uploads/{id}/{verb}", content: null);
            moved.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await analyst.GetFromJsonAsync<JsonElement>($"/api/v1/rules/{Key}")).GetProperty("deployed").GetBoolean().ShouldBe(deployed, verb);
        }

        (await File.ReadAllTextAsync(Path.Combine(served.Organisation, "organisation.yaml"))).ShouldContain("path: rules/uploaded/deployed");
        var last = (await analyst.GetFromJsonAsync<JsonElement>("/api/v1/organisation/versions?limit=1")).GetProperty("items")[0];
        (last.GetProperty("how").GetString(), last.GetProperty("by").GetString()).ShouldBe(("edit", served.PersonOf(TeamRole.Analyst).Name)); // in the history once, and by whom
        using var removed = await analyst.PostAsync($"/api/v1/rule-uploads/{id}/remove", content: null);
        (await analyst.GetAsync($"/api/v1/rules/{Key}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var restored = await analyst.PostAsync($"/api/v1/rule-uploads/{id}/restore", content: null);
        (await analyst.GetAsync($"/api/v1/rules/{Key}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Rules_that_are_sent_are_checked_tried_and_translated_and_nothing_is_kept()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        var check = await PostAsync(viewer, "/api/v1/rules/check", new { files = new[] { new { name = "a.yml", text = Rule.Replace("t1033", "t9999", StringComparison.Ordinal) } } });
        check.GetProperty("findings").EnumerateArray().Any(static one => one.GetProperty("code").GetString() == "SIGMA120").ShouldBeTrue(check.ToString());
        var account = await PostAsync(viewer, "/api/v1/rules/explain", new { rule = Rule, @event = Event });
        account.GetProperty("fires").GetBoolean().ShouldBeTrue();
        var query = await PostAsync(viewer, "/api/v1/rules/translate", new { rule = Rule, target = "splunk" });
        query.GetProperty("query").GetString().ShouldNotBeNull().ShouldContain("whoami");
        using var none = await viewer.PostAsJsonAsync("/api/v1/rules/translate", new { rule = Rule, target = "nothing" });
        none.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_hunt_whose_server_died_is_shown_as_interrupted_and_leaves_nothing()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        var id = Team.NewDetectionId();
        served.Server.Served.Team.Add(new HuntEntry(id, "hunt", "left behind", "{}", "x", "X", "2026-01-01T00:00:00Z", "", "2026-01-01T00:00:00Z", HuntEntry.Running, "", 0, 0, 0, 0));
        var part = Path.Combine(served.Organisation, ".merlon", "hunts", $".{id}.part");
        Directory.CreateDirectory(part);
        (await viewer.GetFromJsonAsync<JsonElement>($"/api/v1/hunts/{id}")).GetProperty("state").GetString().ShouldBe("interrupted");
        Directory.Exists(part).ShouldBeFalse();
        (await viewer.GetStringAsync($"/detection/hunts/{id}")).ShouldContain("Nothing half-written was kept");
    }

    [Fact]
    public async Task Only_analysts_upload_and_hunt_and_only_owners_stop_and_remove()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        using var approver = await served.ClientAsync(TeamRole.Approver);
        using var refused = await viewer.PostAsync("/api/v1/uploads?name=a.json", new ByteArrayContent([1]));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var upload = await UploadAsync(analyst, "a.json", Encoding.UTF8.GetBytes(Event));
        using var others = await approver.DeleteAsync($"/api/v1/uploads/{upload.GetProperty("id").GetString()}");
        others.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    static async Task WriteAsync(ZipArchive archive, string name, string text)
    {
        await using var entry = archive.CreateEntry(name).Open();
        await entry.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    internal static async Task<JsonElement> UploadAsync(HttpClient client, string name, byte[] bytes)
    {
        using var answer = await client.PostAsync($"/api/v1/uploads?name={Uri.EscapeDataString(name)}", new ByteArrayContent(bytes));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    internal static async Task<JsonElement> TakeRuleAsync(HttpClient client, string name, byte[] bytes)
    {
        using var answer = await client.PostAsync($"/api/v1/rule-uploads?name={Uri.EscapeDataString(name)}", new ByteArrayContent(bytes));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Begins a hunt and follows it to its end.</summary>
    internal static async Task<JsonElement> HuntAsync(HttpClient client, object order)
    {
        using var begun = await client.PostAsJsonAsync("/api/v1/hunts", order);
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted, await begun.Content.ReadAsStringAsync());
        var id = (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        await client.GetStringAsync($"/api/v1/hunts/{id}/events"); // ends with the hunt
        return await client.GetFromJsonAsync<JsonElement>($"/api/v1/hunts/{id}");
    }

    static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
