using System.Globalization;
using System.Text;
using Merlon.Sigma.Backends;

namespace Merlon.Workspaces.Tests.Translate;

/// <summary>Every rule of SigmaHQ that a target accepts, run on a real database, finds what the naive matcher finds.</summary>
public sealed class TranslationProofTests
{
    [Fact]
    public void On_SQLite_every_accepted_rule_finds_what_the_matcher_finds()
    {
        using var database = new SqliteProof();
        Prove(database).ShouldBe("");
    }

    [Fact]
    public void On_PostgreSQL_every_accepted_rule_finds_what_the_matcher_finds()
    {
        using var database = new PostgresProof();
        Prove(database).ShouldBe("");
    }

    [Fact]
    public void On_ClickHouse_every_accepted_rule_finds_what_the_matcher_finds()
    {
        using var database = new ClickHouseProof();
        Prove(database).ShouldBe("");
    }

    static string Prove(ProofDatabase database)
    {
        var differences = new StringBuilder();
        foreach (var table in ProofData.Tables(database.Names.IsCased))
        {
            var columns = ColumnsFor(table, database);
            var rows = Enumerable.Range(0, table.Rows.Count).Where(row => Enumerable.Range(0, table.Columns.Count).All(c => columns.Contains(c) || table.ValueOf(row, c) is null)).ToList();
            database.Load(table, columns, rows);
            var options = new TranslationOptions
            {
                Table = table.Name,
                Columns = [.. columns.Select(c => table.Columns[c])],
                Pipeline = table.Pipeline,
                HasRegexpFunction = true,
            };
            Compare(database, table, rows, options, differences);
        }

        return differences.ToString();
    }

    static void Compare(ProofDatabase database, ProofTable table, List<int> rows, TranslationOptions options, StringBuilder differences)
    {
        var queries = new List<(int Rule, string Condition)>();
        var accepted = new HashSet<int>();
        var matching = rows.SelectMany(row => table.Hits[row]).ToHashSet();
        for (var i = 0; i < SigmaHqRules.All.Count; i++)
        {
            if (database.Target.Translate(SigmaHqRules.All[i], options) is Translation.Query query)
            {
                accepted.Add(i);
                if (query.Condition is not ("FALSE" or "0") && (matching.Contains(i) || i % database.UnmatchedRulesStep == 0))
                {
                    queries.Add((i, query.Condition)); // what is certain from the columns alone need not be asked
                }
            }
        }

        var found = new HashSet<(int Rule, int Row)>();
        foreach (var batch in queries.Chunk(database.ConditionsPerQuery))
        {
            found.UnionWith(database.Evaluate(table, [.. batch.Select(static q => q.Condition)]).Select(hit => (batch[hit.Condition].Rule, hit.Row)));
        }

        var expected = rows.SelectMany(row => table.Hits[row].Where(accepted.Contains).Select(rule => (rule, row))).ToHashSet();
        foreach (var (rule, row) in expected.Except(found).Take(10))
        {
            differences.Append(CultureInfo.InvariantCulture, $"{database.Target} {table.Name}: row {row} is not found by {SigmaHqRules.All[rule].Document}\n");
        }

        foreach (var (rule, row) in found.Except(expected).Take(10))
        {
            differences.Append(CultureInfo.InvariantCulture, $"{database.Target} {table.Name}: row {row} is found wrongly by {SigmaHqRules.All[rule].Document}\n");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{table.Name}: {accepted.Count} rules accepted, {queries.Count} asked, {rows.Count} rows, {expected.Count} hits of {expected.Select(static hit => hit.rule).Distinct().Count()} rules, {found.Count} found");
    }

    // Columns that the database can name; the rows that need another are left out.
    static List<int> ColumnsFor(ProofTable table, ProofDatabase database)
        => [.. Enumerable.Range(0, table.Columns.Count).Where(c => Encoding.UTF8.GetByteCount(table.Columns[c]) <= database.Names.BytesMax)];
}
