using System.Text;
using Merlon.Detection.Tests.Logs.Json;
using Merlon.Documents;
using Merlon.Hunting;
using Merlon.Logs;

namespace Merlon.Detection.Tests.Logs.Text;

/// <summary>Rules as people write them for each kind of text log, over that log: recognised, routed, found by both ways.</summary>
public sealed class TextHuntTests
{
    [Theory]
    [InlineData("product: linux, service: auditd", "s: {type: EXECVE, a0: wget, a1|startswith: '--post'}", "type=SYSCALL msg=audit(1700000000.1:1): syscall=59 a0=1 exe=\"/usr/bin/wget\"\ntype=EXECVE msg=audit(1700000000.1:1): argc=2 a0=\"wget\" a1=2D2D706F73742D66696C653D61\n", 1)]
    [InlineData("product: linux, service: auditd", "s: {type: SYSCALL, SYSCALL: execve, euid: 33}", "type=SYSCALL msg=audit(1700000000.1:1): syscall=59 euid=33\u001DARCH=x86_64 SYSCALL=execve EUID=\"www-data\"\n", 1)]
    [InlineData("product: linux, category: process_creation", "s: {Image|endswith: /wget, CommandLine|contains: '--post'}", "type=SYSCALL msg=audit(1700000000.1:1): pid=1 exe=\"/usr/bin/wget\"\ntype=EXECVE msg=audit(1700000000.1:1): argc=2 a0=\"wget\" a1=\"--post\"\ntype=PROCTITLE msg=audit(1700000000.1:1): proctitle=7767\n", 1)]
    [InlineData("product: linux, service: sshd", "s: [Failed password]", "May  1 02:04:05 h sshd[1]: Failed password for root\nMay  1 02:04:05 h cron[1]: Failed password for root\n", 1)]
    [InlineData("product: linux, service: sudo", "s: {USER: root, COMMAND|contains: ' -s'}", "May  1 02:04:05 h sudo: al : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh -s\n", 1)]
    [InlineData("product: linux, category: process_creation", "s: {Image|endswith: /wget}", "May  1 02:04:05 h sysmon: <Event><System><Provider Name=\"Linux-Sysmon\"/><EventID>1</EventID><Channel>Linux-Sysmon/Operational</Channel></System><EventData><Data Name=\"Image\">/usr/bin/wget</Data></EventData></Event>\n", 1)]
    [InlineData("category: webserver", "s: {cs-method: GET, cs-uri-query|contains: /cgi-bin/, sc-status: 200}", "1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"GET /cgi-bin/x?y HTTP/1.0\" 200 1 \"-\" \"curl\"\n", 1)]
    [InlineData("category: webserver", "s: ['${jndi:ldap']", "1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 1 \"-\" \"${jndi:ldap://x}\"\n", 1)]
    [InlineData("category: webserver", "s: {cs-user-agent|contains: 'a b', cs-uri-query|contains: q=1}", "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-uri-stem cs-uri-query cs(User-Agent)\n2024-01-01 00:00:00 /a q=1 a+b\n", 1)]
    [InlineData("product: zeek, service: dns", "s: {query|endswith: .onion, answers: 10.0.0.1, rejected: false}", "#separator \\x09\n#set_separator\t,\n#unset_field\t-\n#path\tdns\n#fields\tts\tuid\tquery\tanswers\trejected\n#types\ttime\tstring\tstring\tvector[string]\tbool\n1.0\tC1\tx.onion\t10.0.0.2,10.0.0.1\tF\n2.0\tC2\tx.onion\t-\tF\n", 1)]
    [InlineData("product: m365, service: audit", "s: {Operation: New-InboxRule, Workload: Exchange}", "CreationDate,UserIds,Operations,AuditData\n2024-01-01T00:00:00,a@b,New-InboxRule,\"{\"\"Operation\"\":\"\"New-InboxRule\"\",\"\"Workload\"\":\"\"Exchange\"\",\"\"CreationTime\"\":\"\"2024-01-01T00:00:00\"\"}\"\n", 1)]
    [InlineData("product: windows, category: process_creation", "s: {Image|endswith: \\a.exe}", "Channel,EventID,Image\nMicrosoft-Windows-Sysmon/Operational,1,C:\\a.exe\nMicrosoft-Windows-Sysmon/Operational,3,C:\\a.exe\n", 1)]
    public void A_rule_finds_what_it_is_written_for(string source, string selection, string log, int expected)
    {
        var rules = JsonTwins.Compile($"title: x\nlogsource: {{{source}}}\ndetection:\n  {selection}\n  condition: s\n");
        foreach (var isFast in (bool[])[true, false])
        {
            var sink = new Sink();
            var options = new HuntOptions { Threads = 2, IsFast = isFast, Reading = new LogReadOptions { IsJoiningAuditd = true } };
            LogHunt.Run([new LogInput("log", () => new MemoryStream(Encoding.UTF8.GetBytes(log)))], rules, options, sink, CancellationToken.None);
            sink.Matches.ShouldBe(expected);
            sink.Files.ShouldHaveSingleItem().Failed.ShouldBe(0);
        }
    }

    [Fact]
    public void What_befell_a_file_stands_in_its_tally()
    {
        var trouble = new DiagnosticLog("log", ReadLimits.Default);
        trouble.Error("LOG312", SourceLocation.Whole, "cut");
        foreach (var text in (string[])["{\"a\":1}\n", "a=1 b=2\n"])
        {
            var sink = new Sink();
            LogHunt.Run(
                [new LogInput("log", () => new MemoryStream(Encoding.UTF8.GetBytes(text))) { Trouble = trouble }],
                JsonTwins.Compile("title: x\nlogsource: {product: linux}\ndetection:\n  s: [y]\n  condition: s\n"), new HuntOptions { Threads = 1 }, sink, CancellationToken.None);
            sink.Files.ShouldHaveSingleItem().Diagnostics.Select(static d => d.Code).ShouldBe(["LOG312"]);
        }
    }

    sealed class Sink : IHuntSink
    {
        public int Matches { get; private set; }

        public List<FileTally> Files { get; } = [];

        public void OnMatch(in RecordMatch match) => Matches++;

        public void OnFile(FileTally file) => Files.Add(file);
    }
}
