using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests;

public sealed class WorkspaceImpactTests : IDisposable
{
    readonly Sandbox sandbox = new();

    public WorkspaceImpactTests()
    {
        File.WriteAllBytes(sandbox.Write("old/demo-attack-18.0.json", ""), Old.Utf8);
        File.WriteAllBytes(sandbox.Write("new/demo-attack-19.0.json", ""), New.Utf8);
    }

    public void Dispose() => sandbox.Dispose();

    /// <summary>Made after what is known of v19: a tactic renamed and a second one split off, techniques renumbered into it, one merged, one gone.</summary>
    static MiniRelease Old => new MiniRelease("18.0")
        .Tactic("hide", "TA0005", "defense-evasion", "Defense Evasion").Tactic("run", "TA0002", "execution").Matrix("run", "hide")
        .Technique("impair", "T1562", "Impair Defenses", "defense-evasion").Technique("tools", "T1562.001", "Disable Tools", "defense-evasion")
        .Technique("mask", "T1036", "Masquerading", "defense-evasion").Technique("script", "T1059", "Scripting", "execution")
        .Technique("gone", "T1300", "Long forgotten", "execution").Technique("odd", "T1301", "Odd one", "execution").Platforms("odd", "Old Cloud")
        .Group("mice", "G0001", "Door Mice").Relate("uses", "mice", "script").Mitigation("mute", "M1001", "Mute").Relate("mitigates", "mute", "script")
        .Mitigation("lock", "M1002", "Lock").Relate("subtechnique-of", "tools", "impair");

    static MiniRelease New => new MiniRelease("19.0")
        .Tactic("hide", "TA0005", "stealth", "Stealth").Tactic("run", "TA0002", "execution").Tactic("impairment", "TA0112", "defense-impairment", "Defense Impairment").Matrix("run", "hide", "impairment")
        .Technique("impair", "T1562", "Impair Defenses", "defense-impairment").Technique("tools", "T1562.001", "Disable Tools", "defense-impairment")
        .Technique("disable", "T1685", "Disable or Modify Tools", "defense-impairment").Revoked("impair", "disable").Revoked("tools", "disable")
        .Technique("mask", "T1036", "Masquerading", "stealth").With("mask", "x_mitre_version", "2.0").Technique("script", "T1059", "Scripting", "execution")
        .Technique("odd", "T1301", "Odd one", "execution").Platforms("odd", "New Cloud").Technique("scriptsub", "T1059.001", "Shell", "execution").Relate("subtechnique-of", "scriptsub", "script")
        .Group("mice", "G0001", "Door Rats").Relate("uses", "mice", "script").Mitigation("mute", "M1001", "Mute").Relate("mitigates", "mute", "script")
        .Mitigation("lock", "M1002", "Lock").Deprecated("lock");

    const string Rule = """
        title: Tools stop
        logsource: {product: windows, category: process_creation}
        tags: [attack.defense_evasion, attack.t1562.001, attack.t1300, attack.g0001, attack.t9999, cve.2021-44228]
        detection: {selection: {Image: a}, condition: selection}
        """;

    const string Organisation = """
        merlon: 1
        name: Demo House
        platforms: [Hallway, Old Cloud]
        groups:
          - group: Door Mice
        mitigations:
          - {mitigation: M1002, degree: partial}
          - {mitigation: Mute, degree: partial}
        tests:
          - {technique: T1562, outcome: none, date: 2026-09-14}
        rules:
          - path: rules
        """;

    const string Layer = """
        {"name":"Mine","domain":"demo-attack","versions":{"attack":"18","layer":"4.5"},"filters":{"platforms":["Old Cloud"]},"techniques":[
          {"techniqueID":"T1562","tactic":"defense-evasion","score":1},
          {"techniqueID":"T1036","tactic":"defense-evasion"},
          {"techniqueID":"T1059","tactic":"execution"}]}
        """;

    [Fact]
    public async Task A_rule_is_told_the_technique_and_the_tactic_that_its_technique_has_now()
    {
        sandbox.Write("rules/a.yml", Rule);
        var impact = await ImpactAsync("rules");
        Lines(impact, ImpactArea.Rule).ShouldBe([
            "rules/a.yml:3:8 defense_evasion → defense-impairment Renamed, TacticRenamed",
            "rules/a.yml:3:32 T1562.001 → T1685 Revoked, Merged, Renamed, TacticMoved",
            "rules/a.yml:3:50 T1300 →  Deleted",
            "rules/a.yml:3:64 G0001 → G0001 Renamed"]);
        impact.Unknown.ShouldBe([new UnknownReference("T9999", 1)]);
        impact.Counts.ShouldBe([new ImpactCount(ImpactArea.Rule, 5, 4, 3)]);
    }

    [Fact]
    public async Task An_organisation_is_read_as_written_with_its_rules()
    {
        sandbox.Write("house/organisation.yaml", Organisation);
        sandbox.Write("house/rules/a.yml", Rule);
        var impact = await ImpactAsync("house/organisation.yaml");
        Lines(impact, ImpactArea.Organisation).ShouldBe([
            "house/organisation.yaml:3:22 Old Cloud → New Cloud Deleted",
            "house/organisation.yaml:7:18 M1002 →  Deprecated",
            "house/organisation.yaml:10:17 T1562 → T1685 Revoked, Merged, Renamed, TacticMoved, SubTechniquesGone",
            "house/organisation.yaml:5:12 G0001 → G0001 Renamed"]);
        impact.Files.Select(static f => f.What).ShouldBe(["organisation", "Sigma rule"]);
    }

    [Fact]
    public async Task A_layers_cell_moves_with_its_tactic_and_its_platform()
    {
        sandbox.Write("mine.json", Layer);
        var impact = await ImpactAsync("mine.json");
        Lines(impact, ImpactArea.Layer).ShouldBe([
            "mine.json:$.filters.platforms[0] Old Cloud → New Cloud Deleted",
            "mine.json:$.techniques[0].tactic defense-evasion → defense-impairment Renamed, TacticRenamed",
            "mine.json:$.techniques[0].techniqueID T1562 → T1685 Revoked, Merged, Renamed, TacticMoved, SubTechniquesGone",
            "mine.json:$.techniques[1].tactic defense-evasion → stealth Renamed, TacticRenamed",
            "mine.json:$.techniques[1].techniqueID T1036 → T1036 TacticRenamed, MajorVersion",
            "mine.json:$.techniques[2].techniqueID T1059 → T1059 SubTechniquesAdded"]);
    }

    [Fact]
    public async Task Mappings_tables_collections_and_assessments_are_recognised_and_the_rest_is_named()
    {
        sandbox.Write("a/mapping.json", """{"mapping_objects":[{"attack_object_id":"T1562"},{"attack_object_id":"T1059"}]}""");
        sandbox.Write("a/table.csv", "control,technique\nAC-2,T1562\nAC-3,\"T1059\"\n");
        sandbox.Write("a/own.json", """{"type":"bundle","objects":[{"type":"relationship","id":"relationship--1","relationship_type":"uses","source_ref":"intrusion-set--own","target_ref":"attack-pattern--tools"}]}""");
        sandbox.Write("a/gaps.json", """{"merlon":{},"profile":{"techniques":[{"id":"T1562"}]},"gaps":[{"technique":{"id":"T1300"}}],"plan":{"steps":[{"measure":"M1002"}]}}""");
        sandbox.Write("a/layers.json", $"[{Layer},{Layer}]");
        sandbox.Write("a/readme.txt", "T1562");
        sandbox.Write("a/other.json", "{}");
        sandbox.Write("a/broken.json", "{\"techniques\":");
        sandbox.Write("a/none.csv", "a,b\n");
        sandbox.Write("a/other.yml", "a: 1\n");
        sandbox.Write("a/.hidden.json", Layer);
        var impact = await ImpactAsync("a");
        impact.Files.Select(f => $"{Path.GetFileName(f.Document)} {f.IsRecognised} {f.References}").ShouldBe([
            "broken.json False 0", "gaps.json True 3", "layers.json True 14", "mapping.json True 2", "none.csv False 0", "other.json False 0", "other.yml False 0",
            "own.json True 2", "readme.txt False 0", "table.csv True 2"]);
        Lines(impact, ImpactArea.Mapping).ShouldBe(["a/mapping.json:$.mapping_objects[0].attack_object_id T1562 → T1685 Revoked, Merged, Renamed, TacticMoved, SubTechniquesGone", "a/table.csv:2:6 T1562 → T1685 Revoked, Merged, Renamed, TacticMoved, SubTechniquesGone"]);
        Lines(impact, ImpactArea.Extension).ShouldBe(["a/own.json:$.objects[0].target_ref T1562.001 → T1685 Revoked, Merged, Renamed, TacticMoved"]);
        Lines(impact, ImpactArea.Plan).Count.ShouldBe(2);
        Lines(impact, ImpactArea.Profile).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_other_way_round_what_was_merged_is_taken_apart()
    {
        sandbox.Write("mine.json", Layer.Replace("T1562", "T1685", StringComparison.Ordinal).Replace("\"tactic\":\"defense-evasion\",\"score\"", "\"tactic\":\"defense-impairment\",\"score\"", StringComparison.Ordinal));
        using var workspace = Open();
        var impact = (await workspace.AssessImpactAsync(new ImpactRequest(sandbox.PathOf("new"), sandbox.PathOf("old"), [sandbox.PathOf("mine.json")]), null, CancellationToken.None)).Value.ShouldNotBeNull();
        var split = impact.Items.Single(static i => i.Used.Reference == "T1685");
        split.Change.Proposed.ShouldBe(["T1562", "T1562.001"]);
        (split.Change.Effects & ReferenceEffects.Split).ShouldBe(ReferenceEffects.Split);
        impact.Items.Single(static i => i.Used.Reference == "defense-impairment").Change.Proposed.ShouldBe(["defense-evasion"]);
    }

    [Fact]
    public async Task Between_a_release_and_itself_nothing_is_touched()
    {
        sandbox.Write("mine.json", Layer);
        sandbox.Write("house/organisation.yaml", Organisation);
        using var workspace = Open();
        var impact = (await workspace.AssessImpactAsync(new ImpactRequest(sandbox.PathOf("old"), sandbox.PathOf("old"), [sandbox.Folder]), null, CancellationToken.None)).Value.ShouldNotBeNull();
        impact.Items.ShouldBeEmpty();
        impact.Counts.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_workspace_brings_its_journal_its_organisation_and_its_profile_itself()
    {
        sandbox.Write("house/organisation.yaml", Organisation);
        sandbox.Write("house/rules/a.yml", Rule);
        using (var workspace = Workspace.Open(new WorkspaceOptions(sandbox.PathOf("house", ".merlon"), WorkspaceAccess.Write, new SettableClock())))
        {
            await workspace.AssessAsync(new AssessRequest(sandbox.PathOf("house"), sandbox.PathOf("old"), null, [], null), null, CancellationToken.None);
        }

        using var reader = Workspace.Open(new WorkspaceOptions(sandbox.PathOf("house", ".merlon"), WorkspaceAccess.Read, new SettableClock()));
        var impact = (await reader.AssessImpactAsync(new ImpactRequest(sandbox.PathOf("old"), sandbox.PathOf("new"), []), null, CancellationToken.None)).Value.ShouldNotBeNull();
        impact.Counts.Select(static c => c.Area).ShouldBe([ImpactArea.Evidence, ImpactArea.Organisation, ImpactArea.Rule, ImpactArea.Profile]);
        var evidence = impact.Items.First(static i => i.Used.Area == ImpactArea.Evidence && i.Used.Reference == "T1562");
        evidence.Used.Evidence.Single().ShouldStartWith("E-");
        evidence.Used.Subject.ShouldBe("1 test statement");
    }

    [Fact]
    public async Task A_path_that_does_not_exist_throws()
        => await Should.ThrowAsync<FileNotFoundException>(() => ImpactAsync("nowhere"));

    [Fact]
    public async Task Folders_are_searched_to_the_limit_and_no_deeper()
    {
        var deep = string.Join('/', Enumerable.Repeat("d", ImpactFiles.FolderDepthMax - 1));
        sandbox.Write($"deep/{deep}/a.json", Layer);
        sandbox.Write($"deep/{deep}/d/b.json", Layer);
        using var workspace = Open();
        var read = await workspace.AssessImpactAsync(Request("deep"), null, CancellationToken.None);
        read.Value.ShouldNotBeNull().Files.Count.ShouldBe(1);
        read.Diagnostics.Single().Code.ShouldBe("IMPACT002");
    }

    static IReadOnlyList<string> LinesOf(ReleaseImpact impact, ImpactArea area, string folder) =>
    [
        .. impact.Items.Where(i => i.Used.Area == area)
            .Select(i => $"{Place(i.Used)} {i.Change.Reference} → {string.Join(" or ", i.Change.Proposed)} {i.Change.Effects}".Replace(folder.Replace('\\', '/') + "/", "", StringComparison.Ordinal)),
    ];

    static string Place(UsedReference used) => used.Location.Line > 0 ? $"{used.Document}:{used.Location.Line}:{used.Location.Column}" : $"{used.Document}:{used.Location}";

    IReadOnlyList<string> Lines(ReleaseImpact impact, ImpactArea area) => LinesOf(impact, area, sandbox.Folder);

    ImpactRequest Request(string path) => new(sandbox.PathOf("old"), sandbox.PathOf("new"), [sandbox.PathOf(path)]);

    async Task<ReleaseImpact> ImpactAsync(string path)
    {
        using var workspace = Open();
        var read = await workspace.AssessImpactAsync(Request(path), null, CancellationToken.None);
        return read.Value.ShouldNotBeNull(string.Join('\n', read.Diagnostics));
    }

    Workspace Open() => Workspace.Open(new WorkspaceOptions(sandbox.PathOf("ws"), WorkspaceAccess.Read, new SettableClock()));
}
