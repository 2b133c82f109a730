using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Defense.Tests.Assessment;

public sealed class LogSourceCatalogueTests
{
    static readonly LogSourceCatalogue Catalogue = OrganisationTexts.Context.LogSources;

    [Theory]
    [InlineData("sysmon", "sysmon")]
    [InlineData("SYSMON", "sysmon")]
    [InlineData("WinEventLog:Sysmon", "sysmon")]
    [InlineData("wineventlog:security", "windows-security")]
    [InlineData("crowdstrike falcon", "edr")]
    [InlineData("etw:Microsoft-Windows-RPC", "windows-etw")]
    [InlineData("auditd:SYSCALL", "auditd")]
    [InlineData("auditd:USER_LOGIN", "linux-auth")]
    public void A_log_source_is_found_by_id_alias_and_attack_name(string word, string id)
    {
        Catalogue.TryFind(word, out var kind).ShouldBeTrue();
        kind.Id.ShouldBe(id);
    }

    [Fact]
    public void A_word_that_nobody_knows_is_not_found() => Catalogue.TryFind("crystal ball", out _).ShouldBeFalse();

    [Theory]
    [InlineData("windows", "process_creation", "", "sysmon", "1")]
    [InlineData("windows", "process_creation", "", "windows-security", "4688")]
    [InlineData("windows", "registry_set", "", "sysmon", "13")]
    [InlineData("windows", "dns_query", "", "sysmon", "22")]
    [InlineData("windows", "ps_script", "", "powershell", "4104")]
    [InlineData("windows", "", "security", "windows-security", "")]
    [InlineData("windows", "process_creation", "sysmon", "sysmon", "1")]
    [InlineData("", "proxy", "", "proxy", "")]
    [InlineData("zscaler", "proxy", "", "proxy", "")]
    [InlineData("", "", "apache", "webserver", "")]
    [InlineData("linux", "", "", "linux-syslog", "")]
    [InlineData("zeek", "", "smb_files", "zeek", "")]
    [InlineData("kubernetes", "application", "audit", "kubernetes-audit", "")]
    [InlineData("", "antivirus", "", "antivirus", "")]
    public void A_rule_is_fed_by_what_carries_its_events(string product, string category, string service, string id, string eventIds)
    {
        var need = Catalogue.Feeding(new SigmaLogSource(product, category, service)).Where(n => string.Equals(n.Kind.Id, id, StringComparison.Ordinal)).ShouldHaveSingleItem();
        string.Join(',', need.EventIds).ShouldBe(eventIds);
    }

    [Theory]
    [InlineData("windows", "process_creation", "sysmon", "windows-security")]
    [InlineData("linux", "process_creation", "", "sysmon")]
    [InlineData("windows", "image_load", "", "windows-security")]
    public void A_rule_is_not_fed_by_what_lacks_its_events(string product, string category, string service, string id)
        => Catalogue.Feeding(new SigmaLogSource(product, category, service)).ShouldNotContain(n => string.Equals(n.Kind.Id, id, StringComparison.Ordinal));

    [Fact]
    public void A_log_source_that_nobody_knows_is_fed_by_nothing()
    {
        Catalogue.Feeding(new SigmaLogSource("toaster", "", "crumbs")).ShouldBeEmpty();
        Catalogue.Feeding(new SigmaLogSource("", "", "")).ShouldBeEmpty();
    }

    [Fact]
    public void Ids_and_aliases_are_distinct_and_platforms_components_and_names_are_the_releases_own()
    {
        var release = OrganisationTexts.Context.Release;
        var words = Catalogue.Kinds.SelectMany(static k => k.Aliases.Append(k.Id)).Select(static w => w.ToUpperInvariant()).ToArray();
        words.Distinct(StringComparer.Ordinal).Count().ShouldBe(words.Length);
        var platforms = release.Techniques.SelectMany(static t => t.Platforms).ToHashSet(StringComparer.Ordinal);
        Catalogue.Kinds.SelectMany(static k => k.Platforms).Where(p => !platforms.Contains(p)).ShouldBeEmpty();
        var names = NamesOf(release).ToHashSet(StringComparer.Ordinal);
        Catalogue.Kinds.SelectMany(static k => k.AttackNames).Where(n => !n.EndsWith('*') && !names.Contains(n)).ShouldBeEmpty();
        var components = release.All<DataComponent>().Select(static c => c.Name).ToHashSet(StringComparer.Ordinal);
        Catalogue.Kinds.SelectMany(static k => k.Components).Select(static c => c.Name).Where(c => !components.Contains(c)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_log_source_that_an_analytic_of_18_1_reads_has_an_entry()
    {
        var read = OrganisationTexts.Context.Release.All<Analytic>().Where(static a => a.IsLive)
            .SelectMany(static a => a.LogSources).Select(static r => r.LogSource.Name).Distinct(StringComparer.Ordinal).ToArray();
        read.Length.ShouldBeGreaterThan(200);
        read.Where(name => !Catalogue.TryFind(name, out _)).ShouldBeEmpty();
    }

    [Fact]
    public void Nearly_all_published_rules_read_a_log_source_that_is_known()
    {
        var folder = SharedData.PathOf("sigma/rules");
        var unknown = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var rules = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.yml", SearchOption.AllDirectories))
        {
            foreach (var rule in SigmaReader.Read(File.ReadAllBytes(file), file, ReadLimits.Default).Value ?? [])
            {
                rules++;
                if (Catalogue.Feeding(rule.LogSource).Count == 0)
                {
                    unknown[rule.LogSource.ToString()] = unknown.GetValueOrDefault(rule.LogSource.ToString()) + 1;
                }
            }
        }

        rules.ShouldBeGreaterThan(3_000);
        ((double)unknown.Values.Sum() / rules).ShouldBeLessThan(0.01, string.Join(", ", unknown));
    }

    [Fact]
    public void A_damaged_table_is_a_bug() => Should.Throw<InvalidDataException>(static () => LogSourceTable.Read("sysmon\tSysmon\n"));

    static IEnumerable<string> NamesOf(AttackRelease release) => release.All<DataComponent>().SelectMany(static c => c.LogSources).Select(static s => s.Name)
        .Concat(release.All<Analytic>().SelectMany(static a => a.LogSources).Select(static r => r.LogSource.Name));
}

public sealed class LogChannelTests
{
    [Theory]
    [InlineData("EventCode=1", "1")]
    [InlineData("EventCode=4103, 4104, 4105, 4106", "4103,4104,4105,4106")]
    [InlineData("EventCode=4778, EventCode=4779", "4778,4779")]
    [InlineData("EventCode=5005 (WLAN), EventCode=302 (Bluetooth)", "302,5005")]
    [InlineData("EventCode=3, 22", "3,22")]
    [InlineData("System shutdowns due to bugcheck (Event ID 1001) or watchdog timer expirations", "1001")]
    [InlineData("EventIDs: 4624/4625", "4624,4625")]
    [InlineData("event_id=7045", "7045")]
    [InlineData("", "")]
    [InlineData("Connections to TCP 427 (SLP) or vCenter web services", "")]
    [InlineData("Inbound to tcp/427, tcp/443", "")]
    [InlineData("event stream of 2003", "")]
    [InlineData("eventIdentifier 12", "")]
    [InlineData("Kernel-PnP 410/400 device install, disk added", "")]
    [InlineData("EventCode=", "")]
    [InlineData("EventCode=123456", "")]
    public void Event_ids_are_read_out_of_channels(string channel, string ids) => string.Join(',', LogChannel.EventIdsOf(channel)).ShouldBe(ids);
}
