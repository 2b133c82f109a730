using System.Text;
using Merlon.Logs;

namespace Merlon.Detection.Tests.Logs.Text;

/// <summary>Small logs of every kind with bytes changed, cut, doubled: never a fault, the same whatever the stream gives at a time.</summary>
public sealed class TextMutationTests
{
    public static TheoryData<LogFormat, string> Logs => new()
    {
        { LogFormat.Csv, "a,b,c\n1,\"x \"\"y\"\"\nz\",{\"k\":[1,{\"l\":null}]}\n4,\"{\"\"m\"\":true}\",6\n" },
        { LogFormat.Tsv, "a\tb\n1\t\"2\"\n" },
        { LogFormat.Auditd, "node=n type=EXECVE msg=audit(1700000000.123:42): argc=2 a0=\"ls\" a1=2D6C a2[0]=41 a2[1]=42\u001DUID=\"root\"\ntype=USER_CMD msg=audit(1700000000.123:42): pid=1 msg='cmd=6C73 res=success'\n" },
        { LogFormat.Syslog, "<34>1 2003-10-11T22:14:15.003Z h su 77 ID47 [a@1 k=\"v \\\" \\]\"] u : A=b ; C=d e\nMay  1 02:04:05 h sshd[123]: {\"a\":{\"b\":[1]}}\n" },
        { LogFormat.Cef, "<34>Oct 11 22:14:15 h CEF:0|V|P\\|1|1|2|N|3|cs1Label=L M cs1=x\\=y rt=1700000000123\n" },
        { LogFormat.Leef, "LEEF:2.0|V|P|1|E|x5E|a=1^devTime=1700000000000^c=3\n" },
        { LogFormat.Logfmt, "date=2024-05-10 time=11:37:47 tz=\"+0200\" msg=\"a \\\"b\\\" c\" n=1\n" },
        { LogFormat.Zeek, "#separator \\x09\n#set_separator\t,\n#path\tdns\n#fields\tts\tq\ta\tb\n#types\ttime\tstring\tset[string]\tbool\n1.5\ta\\x09\tx,y\tT\n" },
        { LogFormat.W3c, "#Software: Microsoft Internet Information Services\n#Fields: date time cs(User-Agent) b\n2024-05-01 10:00:01 A+B \"c d\"\n" },
        { LogFormat.AccessLog, "h 127.0.0.1 - u [10/Oct/2000:13:55:36 -0700] \"GET /a?b HTTP/1.0\" 200 1 \"r\" \"A \\\"q\\\"\" \"e\" 1\n" },
    };

    [Theory]
    [MemberData(nameof(Logs))]
    public void A_changed_log_is_read_without_a_fault_and_alike_in_pieces(LogFormat format, string text)
    {
        var original = Encoding.UTF8.GetBytes(text);
        var random = new Random(17);
        var options = new LogReadOptions { IsJoiningAuditd = true, Year = 2024, Limits = new LogLimits { LineBytesMax = 400, FieldsMax = 24, NestingDepthMax = 4 } };
        for (var i = 0; i < 1_500; i++)
        {
            var bytes = Mutate(original, random, i);
            var whole = TextLogs.Read(format, bytes, int.MaxValue, options);
            TextLogs.Read(format, bytes, random.Next(1, 40), options).ShouldBe(whole);
            _ = TextLogs.Read(format: null, bytes, int.MaxValue, options);
        }
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public void A_log_is_recognised_and_read_alike_in_UTF16(LogFormat format, string text)
    {
        var expected = TextLogs.Read(format, Encoding.UTF8.GetBytes(text), int.MaxValue);
        TextLogs.Read(format: null, Encoding.UTF8.GetBytes(text), int.MaxValue).ShouldBe(expected);
        TextLogs.Read(format: null, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)], 7).ShouldBe(expected);
        TextLogs.Read(format: null, Encoding.BigEndianUnicode.GetBytes(text), int.MaxValue).ShouldBe(expected);
    }

    static byte[] Mutate(byte[] original, Random random, int round)
    {
        if (round < original.Length)
        {
            var flipped = (byte[])original.Clone();
            flipped[round] ^= (byte)(1 << random.Next(8));
            return flipped;
        }

        var bytes = original.ToList();
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)"\"\\=|,; \t\n[]{}'#:()\0\xFF"[random.Next(20)];
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(0, at));
                    break;
                default:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
            }

            if (bytes.Count == 0)
            {
                break;
            }
        }

        return [.. bytes];
    }
}
