using Merlon.Logs;

namespace Merlon.Detection.Tests.Logs.Text;

public sealed class AuditdLogReaderTests
{
    const string Stamp = "msg=audit(1700000000.123:42):";
    const string Head = "time=2023-11-14T22:13:20.123Z|serial=42";

    [Theory]
    [InlineData("type=EXECVE " + Stamp + " argc=3 a0=\"ls\" a1=2D6C20C3A9 a2=\"A B\"", "type=EXECVE|" + Head + "|argc=3|a0=ls|a1=-l é|a2=A B")]
    [InlineData("type=SYSCALL " + Stamp + " syscall=59 a0=ABCD exe=\"/bin/ls\" key=(null)\u001DSYSCALL=execve UID=\"root\"", "type=SYSCALL|" + Head + "|syscall=59|a0=ABCD|exe=/bin/ls|key!|SYSCALL=execve|UID=root")]
    [InlineData("type=PROCTITLE " + Stamp + " proctitle=6C73002D6C00", "type=PROCTITLE|" + Head + "|proctitle=ls -l")]
    [InlineData("type=SYSCALL " + Stamp + " comm=6120620A key=6F6E650174776F", "type=SYSCALL|" + Head + "|comm=a b\n|key+=one|key+=two")]
    [InlineData("type=EXECVE " + Stamp + " argc=2 a0=\"x\" a1_len=8 a1[0]=6162 a1[1]=\"cd\" a2=\"y\"", "type=EXECVE|" + Head + "|argc=2|a0=x|a1_len=8|a1=abcd|a2=y")]
    [InlineData("type=USER_CMD " + Stamp + " pid=1 msg='cwd=\"/srv/a b\" cmd=6C73202D6C terminal=pts/0 res=success'\u001DUID=\"a\"", "type=USER_CMD|" + Head + "|pid=1|cwd=/srv/a b|cmd=ls -l|terminal=pts/0|res=success|UID=a")]
    [InlineData("node=web1 type=CWD " + Stamp + "  cwd=\"/\"", "node=web1|type=CWD|" + Head + "|cwd=/")]
    [InlineData("type=AVC " + Stamp + " avc:  denied  { read } for  pid=7 comm=\"x\"", "type=AVC|" + Head + "|message=avc:  denied  { read } for|pid=7|comm=x")]
    [InlineData("type=EOE " + Stamp + " ", "type=EOE|" + Head)]
    [InlineData("type=PATH " + Stamp + " item=0 name=2F746D702FFF nametype=CREATE", "type=PATH|" + Head + "|item=0|name=/tmp/\uFFFD|nametype=CREATE")]
    [InlineData("type=PATH " + Stamp + " name=\"unclosed text", "type=PATH|" + Head + "|name=\"unclosed")]
    public void A_line_is_a_record_with_its_fields_decoded(string line, string expected)
        => TextLogs.ReadAll(LogFormat.Auditd, line + "\n").ShouldBe((expected, 0, ""));

    [Fact]
    public void Lines_of_another_kind_are_counted_and_the_rest_is_read()
        => TextLogs.ReadAll(LogFormat.Auditd, $"----\nrubbish\ntype=X msg=audit(oops)\ntype=EOE {Stamp}\n").ShouldBe(($"type=EOE|{Head}", 2, "LOG010 LOG010"));

    [Fact]
    public void Where_it_is_told_to_the_start_of_a_process_is_a_record_of_its_own()
    {
        const string Log = $"""
            type=SYSCALL {Stamp} ppid=10 pid=11 uid=0 ses=3 exe="/bin/ls" key="k"
            type=SYSCALL msg=audit(1700000001.000:43): pid=12 exe="/bin/cat"
            type=EXECVE {Stamp} argc=2 a0="ls" a1="-l"
            type=CWD {Stamp} cwd="/root"
            type=PATH {Stamp} item=0 name="/bin/ls"
            type=PROCTITLE {Stamp} proctitle=6C73002D6C
            type=EXECVE msg=audit(1700000001.000:43): argc=1 a0="cat"
            type=LOGIN msg=audit(1700000002.000:44): pid=12
            """;
        var lines = TextLogs.Read(LogFormat.Auditd, Log, new LogReadOptions { IsJoiningAuditd = true }).Split('\n');
        lines.Length.ShouldBe(10);
        lines[6].ShouldBe("time=2023-11-14T22:13:20.123Z|Image=/bin/ls|CommandLine=ls -l|ProcessId=11|ParentProcessId=10|CurrentDirectory=/root|User=0|LogonId=3");
        lines[9].ShouldBe("time=2023-11-14T22:13:21Z|Image=/bin/cat|CommandLine=cat|ProcessId=12");
        TextLogs.Read(LogFormat.Auditd, Log).Split('\n').Length.ShouldBe(8);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    public void Events_that_never_end_wait_up_to_the_limit(int events, int early)
    {
        var options = new LogReadOptions { IsJoiningAuditd = true, Limits = new LogLimits { AuditEventsMax = 3 } };
        var starts = Enumerable.Range(0, events).Select(static i => $"type=SYSCALL msg=audit(1700000001.000:{i}): pid={i} exe=\"/x\"\ntype=EXECVE msg=audit(1700000001.000:{i}): a0=\"x\"\n");
        var lines = TextLogs.Read(LogFormat.Auditd, string.Concat(starts), options).Split('\n');
        lines.Length.ShouldBe(3 * events);
        lines.Take(2 * events).Count(static l => l.Contains("Image", StringComparison.Ordinal)).ShouldBe(early);
    }

    [Theory]
    [InlineData(3, "a|b|c")]
    [InlineData(4, "a|b|c|d")]
    public void Fields_past_the_limit_are_left_out(int more, string expected)
    {
        var options = new LogReadOptions { Limits = new LogLimits { FieldsMax = 3 + more } };
        TextLogs.Read(LogFormat.Auditd, $"type=X {Stamp} a=1 b=2 c=3 d=4\n", options)
            .ShouldBe($"type=X|{Head}|" + string.Join('|', expected.Split('|').Select(static (n, i) => $"{n}={i + 1}")));
    }
}
