using System.Text;

namespace Merlon.Fuzz;

/// <summary>Some lines of each text format.</summary>
static class TextSamples
{
    /// <summary>One input for each format.</summary>
    public static byte[][] All { get; } =
    [
        .. new[]
        {
            "a,b,\"c d\"\n1,\"x\n\"\"y\"\"\",z\n2;3\n",
            "a\tb\n1\t2\n",
            "type=SYSCALL msg=audit(1700000000.123:42): arch=c000003e syscall=59 success=yes a0=1 comm=\"sh\" exe=\"/bin/sh\" key=(null)\ntype=EXECVE msg=audit(1700000000.123:42): argc=2 a0=\"sh\" a1=2D63\ntype=PROCTITLE msg=audit(1700000000.123:42): proctitle=7368002D63\n",
            "<34>1 2026-02-03T04:05:06.789Z host app 12 ID [x@1 a=\"b\\\"c\"] message\n<13>Feb  3 04:05:06 host app[1]: a=b\n",
            "CEF:0|v|p|1|100|name|5|src=10.0.0.1 msg=a\\=b cs1Label=x cs1=y\nFeb 3 04:05:06 h CEF:0|v|p|1|1|n\\|m|2|a=b\n",
            "LEEF:2.0|v|p|1|id|^|src=1^dst=2\nLEEF:1.0|v|p|1|id|src=1\tdst=2\n",
            "ts=2026-02-03T04:05:06Z level=info msg=\"a \\\"b\\\"\" n=1 flag\n",
            "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\tts\tuid\tid.orig_h\ttags\n#types\ttime\tstring\taddr\tset[string]\n1.5\tC1\t10.0.0.1\ta,b\n#close\tx\n",
            "#Version: 1.0\n#Fields: date time c-ip cs-uri-query cs(User-Agent)\n2026-02-03 04:05:06 10.0.0.1 a=b Mozilla/5.0+(X)\n",
            "10.0.0.1 - u [03/Feb/2026:04:05:06 +0000] \"GET /a?b HTTP/1.1\" 200 12 \"-\" \"UA \\\"x\\\"\"\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];
}
