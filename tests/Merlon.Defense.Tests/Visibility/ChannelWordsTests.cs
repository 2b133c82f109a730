using Merlon.Attack;
using Merlon.Defense.Tests.Assessment;
using Merlon.Facts;
using Merlon.Visibility;

namespace Merlon.Defense.Tests.Visibility;

/// <summary>How the channel texts of ATT&amp;CK are read.</summary>
public sealed class ChannelWordsTests
{
    static readonly ChannelWords Words = VisibilityFacts.BuiltIn.Words;

    [Theory]
    [InlineData("WinEventLog:PowerShell", "EventCode=4103, 4104, 4105, 4106", ChannelReading.EventIds, "EventID 4103, 4104, 4105, 4106")]
    [InlineData("WinEventLog:Security", "EventCode=4778, EventCode=4779", ChannelReading.EventIds, "EventID 4778, 4779")]
    [InlineData("WinEventLog:System", "System shutdowns due to bugcheck (Event ID 1001) or watchdog timer expirations", ChannelReading.EventIds, "EventID 1001")]
    [InlineData("WinEventLog:PowerShell", "EventCode=400, 403", ChannelReading.EventIds, "EventID 400, 403")]
    [InlineData("WinEventLog:Sysmon", "Raw disk write access via \\\\.\\PhysicalDrive* or \\\\.\\C:", ChannelReading.Table, "EventID 9")]
    [InlineData("AWS:CloudTrail", "ConsoleLogin, AssumeRole, ListAccessKeys, CreateUser", ChannelReading.EventNames, "ConsoleLogin, AssumeRole, ListAccessKeys, CreateUser")]
    [InlineData("AWS:CloudTrail", "CreateUser|AttachRolePolicy|CreateAccessKey", ChannelReading.EventNames, "CreateUser, AttachRolePolicy, CreateAccessKey")]
    [InlineData("AWS:CloudTrail", "Describe* or List* API calls", ChannelReading.EventNames, "Describe*, List*")]
    [InlineData("AWS:CloudTrail", "Ingress rule creation or modification for security group", ChannelReading.Table, "AuthorizeSecurityGroupIngress, ModifySecurityGroupRules")]
    [InlineData("m365:unified", "New-InboxRule, Set-InboxRule", ChannelReading.EventNames, "New-InboxRule, Set-InboxRule")]
    [InlineData("m365:unified", "FileAccessed: Access of email attachments by Office applications", ChannelReading.EventNames, "FileAccessed")]
    [InlineData("azure:activity", "MICROSOFT.COMPUTE/VIRTUALMACHINES/DELETE", ChannelReading.EventNames, "MICROSOFT.COMPUTE/VIRTUALMACHINES/DELETE")]
    [InlineData("saas:okta", "user.lifecycle.delete, user.account.lock", ChannelReading.EventNames, "user.lifecycle.delete, user.account.lock")]
    [InlineData("auditd:SYSCALL", "execve", ChannelReading.Table, "EXECVE or execve, execveat")]
    [InlineData("auditd:SYSCALL", "ptrace attach", ChannelReading.Table, "ptrace, process_vm_readv, process_vm_writev")]
    [InlineData("auditd:EXECVE", "curl -T, rclone copy", ChannelReading.Table, "EXECVE or execve, execveat")]
    [InlineData("NSM:Flow", "LDAP Query", ChannelReading.Table, "ldap")]
    [InlineData("NSM:Flow", "Outbound Connections", ChannelReading.Table, "conn")]
    [InlineData("Application Log", "None", ChannelReading.Whole, "any record")]
    [InlineData("macos:unifiedlog", "Execution of a thing", ChannelReading.Unread, "(not read)")]
    public void A_channel_is_read(string name, string channel, ChannelReading reading, string wanted)
    {
        var need = Words.Of(name, channel);
        (need.Reading, need.Wanted).ShouldBe((reading, wanted));
    }

    /// <summary>
    /// Every distinct pair of name and channel of the analytics of 18.1, all domains: 2,421 of Enterprise, 6 of Mobile, 17 of ICS. How many
    /// there are, how many name event ids and how many say nothing was counted beside the product with a script over the bundles.
    /// </summary>
    [Fact]
    public void Of_all_channels_of_18_1_it_is_known_how_each_is_read()
    {
        var pairs = OrganisationTexts.Context.Release.All<Analytic>().Where(static a => a.IsLive).SelectMany(static a => a.LogSources)
            .Select(static r => (r.LogSource.Name, r.LogSource.Channel)).Distinct().ToArray();
        pairs.Length.ShouldBe(2_439); // five of the 2,444 are of several domains, such as "Network Traffic None"
        var counts = pairs.CountBy(p => Words.Of(p.Name, p.Channel).Reading).ToDictionary();
        counts.OrderBy(static c => c.Key).Select(static c => $"{c.Key} {c.Value}").ShouldBe(["Whole 41", "EventIds 95", "EventNames 177", "Table 1004", "Unread 1122"]);
    }

    [Theory]
    [InlineData("connect or sendto system call", "connect", true)]
    [InlineData("reconnect storms", "connect", false)]
    [InlineData("connections", "connect", false)]
    [InlineData("connections", "connect*", true)]
    [InlineData("Service.exe stopped", "service", true)]
    [InlineData("open, openat", "openat", true)]
    [InlineData("", "x", false)]
    public void A_word_stands_by_itself(string channel, string word, bool isThere) => ChannelNames.HasWord(channel, word).ShouldBe(isThere);

    [Fact]
    public void Every_log_source_that_the_tables_name_is_in_the_catalogue_and_in_the_release()
    {
        var kinds = OrganisationTexts.Context.LogSources.Kinds.Select(static k => k.Id).ToHashSet(StringComparer.Ordinal);
        FactsTable.OpenBuiltIn("channel-words.tsv", 6).Rows.SelectMany(static r => FactsTable.Split(r[2], ';')).Where(k => !kinds.Contains(k)).ShouldBeEmpty();
        FactsTable.OpenBuiltIn("pipeline-sources.tsv", 4).Rows.SelectMany(static r => FactsTable.Split(r[2], ';')).Where(k => !kinds.Contains(k)).ShouldBeEmpty();
        FactsTable.OpenBuiltIn("event-groups.tsv", 4).Rows.Select(static r => r[0]).Where(k => !kinds.Contains(k)).ShouldBeEmpty();
        FactsTable.OpenBuiltIn("pipeline-sources.tsv", 4).Rows.Select(static r => r[0]).Where(static p => Pipelines.PipelineSet.BuiltIn.Find(p) is null).ShouldBeEmpty();

        var names = OrganisationTexts.Context.Release.All<Analytic>().SelectMany(static a => a.LogSources).Select(static r => r.LogSource.Name)
            .Concat(OrganisationTexts.Context.Release.All<DataComponent>().SelectMany(static c => c.LogSources).Select(static s => s.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        FactsTable.OpenBuiltIn("channel-words.tsv", 6).Rows.SelectMany(static r => FactsTable.Split(r[0], ';'))
            .Where(n => n.EndsWith('*') ? !names.Any(own => own.StartsWith(n[..^1], StringComparison.OrdinalIgnoreCase)) : !names.Contains(n)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_line_of_the_table_reads_a_channel_of_18_1()
    {
        var pairs = OrganisationTexts.Context.Release.All<Analytic>().Where(static a => a.IsLive).SelectMany(static a => a.LogSources)
            .Select(static r => (r.LogSource.Name, r.LogSource.Channel)).Distinct().ToArray();
        var header = "# x\n";
        List<string> unneeded = [];
        foreach (var row in FactsTable.OpenBuiltIn("channel-words.tsv", 6).Rows)
        {
            var alone = ChannelWords.Read(header + string.Join('\t', row) + "\n");
            if (!row[1].StartsWith("EventCode", StringComparison.Ordinal)
                && !pairs.Any(p => alone.Of(p.Name, p.Channel) is { Reading: ChannelReading.Table or ChannelReading.EventNames }))
            {
                unneeded.Add(string.Join(" | ", row));
            }
        }

        unneeded.ShouldBeEmpty();
    }
}
