using System.Globalization;
using System.Text;
using Merlon.Sigma.Backends;

namespace Merlon.Workspaces.Tests.Translate;

/// <summary>ClickHouse from the system's packages, over HTTP.</summary>
sealed class ClickHouseProof : ProofDatabase
{
    readonly ServerProcess server;
    readonly HttpClient client;

    public ClickHouseProof()
    {
        var program = ServerProcess.Find("clickhouse-server");
        if (program is null)
        {
            Assert.Skip("ClickHouse is not installed; .ci/run installs it");
        }

        var folder = ServerProcess.NewFolder("clickhouse");
        var ports = ServerProcess.FreePorts(2);
        File.WriteAllText(Path.Combine(folder, "config.xml"), $"""
            <yandex>
              <logger><level>warning</level><log>{folder}/log</log><errorlog>{folder}/error</errorlog></logger>
              <http_port>{ports[0]}</http_port><tcp_port>{ports[1]}</tcp_port><listen_host>127.0.0.1</listen_host>
              <path>{folder}/data/</path><tmp_path>{folder}/tmp/</tmp_path><user_files_path>{folder}/files/</user_files_path>
              <users_config>users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database>
              <mark_cache_size>5368709</mark_cache_size>
            </yandex>
            """);
        File.WriteAllText(Path.Combine(folder, "users.xml"), """
            <yandex>
              <profiles><default><max_query_size>100000000</max_query_size><max_ast_elements>10000000</max_ast_elements><max_expanded_ast_elements>10000000</max_expanded_ast_elements></default></profiles>
              <users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
              <quotas><default></default></quotas>
            </yandex>
            """);
        client = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports[0]}/")), Timeout = TimeSpan.FromMinutes(30) };
        server = ServerProcess.Start(folder, [program, "--config-file=" + Path.Combine(folder, "config.xml")], Answers);
    }

    public override TranslationTarget Target { get; } = TranslationTarget.Find("clickhouse").ShouldNotBeNull();

    public override (int BytesMax, bool IsCased) Names => (int.MaxValue, true);

    public override int ConditionsPerQuery => 5;

    public override int UnmatchedRulesStep => string.Equals(Environment.GetEnvironmentVariable("MERLON_PROOF"), "full", StringComparison.Ordinal) ? 1 : 20;

    public override void Load(ProofTable table, IReadOnlyList<int> columns, IReadOnlyList<int> rows)
    {
        Post($"CREATE TABLE {Quoted(table.Name)} ({RowColumn} Int32, {string.Join(", ", columns.Select(c => Quoted(table.Columns[c]) + " Nullable(String)"))}) ENGINE = Memory");
        var text = new StringBuilder($"INSERT INTO {Quoted(table.Name)} FORMAT TabSeparated\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row}");
            foreach (var column in columns)
            {
                text.Append('\t').Append(table.ValueOf(row, column) is { } value
                    ? value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\t", @"\t", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)
                    : @"\N");
            }

            text.Append('\n');
        }

        Post(text.ToString());
    }

    public override IEnumerable<(int Condition, int Row)> Evaluate(ProofTable table, IReadOnlyList<string> conditions)
    {
        var answer = Post($"SELECT {RowColumn}, {string.Join(", ", conditions.Select(static (condition, i) => string.Create(CultureInfo.InvariantCulture, $"({condition}) AS c{i}")))} FROM {Quoted(table.Name)}");
        foreach (var line in answer.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var cells = line.Split('\t');
            for (var i = 0; i < conditions.Count; i++)
            {
                if (cells[i + 1] is "1")
                {
                    yield return (i, int.Parse(cells[0], CultureInfo.InvariantCulture));
                }
            }
        }
    }

    protected override void Dispose(bool isDisposing)
    {
        client.Dispose();
        server.Dispose();
        base.Dispose(isDisposing);
    }

    bool Answers()
    {
        try
        {
            return client.GetStringAsync(new Uri("", UriKind.Relative)).GetAwaiter().GetResult().StartsWith("Ok", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    string Post(string text)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        using var response = client.PostAsync(new Uri("", UriKind.Relative), content).GetAwaiter().GetResult();
        var answer = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        return response.IsSuccessStatusCode ? answer : throw new InvalidOperationException(answer + "\n" + (text.Length < 3_000 ? text : text[..3_000]));
    }
}
