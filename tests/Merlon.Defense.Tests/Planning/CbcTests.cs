using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Merlon.Planning;

namespace Merlon.Defense.Tests.Planning;

/// <summary>Instances of real size against CBC (Debian's coinor-cbc), where it is installed.</summary>
public sealed class CbcTests
{
    const double Rounding = 1e-4;

    static readonly long[] Prices = [5, 10, 20, 40, 80];

    [Theory]
    [InlineData(44, 580, 2.5, 1.0, 5)]
    [InlineData(44, 580, 2.5, 1.0, 10)]
    [InlineData(44, 580, 2.5, 1.0, 30)]
    [InlineData(109, 470, 6, 1.0, 5)]
    [InlineData(44, 300, 2.5, 0.5, 10)]
    [InlineData(44, 300, 2.5, 0.5, 30)]
    [InlineData(60, 200, 4, 0.3, 20)]
    public void The_best_worth_is_that_of_an_integer_programme(int count, int terms, double perTerm, double grade, int share)
    {
        for (var number = 0; number < 2; number++)
        {
            var problem = Instance(number, count, terms, perTerm, grade, share, out var parts);
            var found = PlanSearch.Run(problem, new(long.MaxValue));
            found.End.ShouldBe(PlanEnd.Proven);
            var scale = parts.Sum(static part => part.Weight);
            (found.Value / scale).ShouldBe(Solve(Programme(problem, parts, grade)) / scale, Rounding, $"{number}");
        }
    }

    static PlanProblem Instance(int number, int count, int terms, double perTerm, double grade, int share, out List<(double Weight, int[] Items)> parts)
    {
        var random = new Random(number * 1000 + count + share);
        parts = [];
        for (var term = 0; term < terms; term++)
        {
            var items = Enumerable.Range(0, count).Where(item => random.NextDouble() < perTerm / count * (item % 7 == 0 ? 3 : 0.7)).ToArray();
            parts.Add((Math.Floor(1 + 300 * Math.Pow(random.NextDouble(), 4)), items));
        }

        var items2 = Enumerable.Range(0, count).Select(item => new PlanItem(
            $"i{item}", [Prices[random.Next(Prices.Length)], random.Next(0, 30)], item > 0 && random.Next(8) == 0 ? [[random.Next(item)]] : [])).ToArray();
        return new()
        {
            Items = items2,
            Limits = [new("money", items2.Sum(static item => item.Costs[0]) * share / 100), new("days", items2.Sum(static item => item.Costs[1]) * (share + 10) / 100)],
            Exclusions = [[1, 2, 3], [count - 1, count - 2]],
            Objective = PlanObjective.Graded(count, parts.Select(part => (part.Weight, (IReadOnlyList<(int, double)>)[.. part.Items.Select(item => (item, grade))]))),
        };
    }

    /// <summary>
    /// The instance as an integer programme: in a term of equal grades the worth depends on the number taken only and is concave in it, so a
    /// variable per step, each between 0 and 1 and worth what the step adds, says it exactly.
    /// </summary>
    static string Programme(PlanProblem problem, List<(double Weight, int[] Items)> parts, double grade)
    {
        var (goal, rows, bounds) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        for (var part = 0; part < parts.Count; part++)
        {
            var steps = grade >= 1 ? Math.Min(1, parts[part].Items.Length) : parts[part].Items.Length;
            for (var step = 0; step < steps; step++)
            {
                var worth = parts[part].Weight * grade * Math.Pow(1 - grade, step);
                goal.AppendLine(CultureInfo.InvariantCulture, $" + {worth:F9} y{part}_{step}");
                bounds.AppendLine(CultureInfo.InvariantCulture, $" 0 <= y{part}_{step} <= 1");
            }

            if (steps > 0)
            {
                var sum = string.Join(" + ", Enumerable.Range(0, steps).Select(step => $"y{part}_{step}"));
                rows.AppendLine(CultureInfo.InvariantCulture, $" t{part}: {sum} {string.Concat(parts[part].Items.Select(static item => $" - x{item}"))} <= 0");
            }
        }

        var number = 0;
        for (var limit = 0; limit < problem.Limits.Count; limit++)
        {
            var sum = string.Concat(problem.Items.Select((item, index) => $" + {item.Costs[limit]} x{index}"));
            rows.AppendLine(CultureInfo.InvariantCulture, $" c{number++}: {sum} <= {problem.Limits[limit].Most}");
        }

        for (var item = 0; item < problem.Items.Count; item++)
        {
            foreach (var options in problem.Items[item].Requires)
            {
                rows.AppendLine(CultureInfo.InvariantCulture, $" c{number++}: x{item}{string.Concat(options.Select(static option => $" - x{option}"))} <= 0");
            }
        }

        foreach (var group in problem.Exclusions)
        {
            rows.AppendLine(CultureInfo.InvariantCulture, $" c{number++}: {string.Join(" + ", group.Select(static item => $"x{item}"))} <= 1");
        }

        var binaries = string.Join('\n', Enumerable.Range(0, problem.Items.Count).Select(static item => $" x{item}"));
        return $"Maximize\n obj:\n{goal}Subject To\n{rows}Bounds\n{bounds}Binaries\n{binaries}\nEnd\n";
    }

    static double Solve(string programme)
    {
        var folder = Directory.CreateTempSubdirectory("merlon-cbc-").FullName;
        try
        {
            var (model, answer) = (Path.Combine(folder, "plan.lp"), Path.Combine(folder, "answer.txt"));
            File.WriteAllText(model, programme);
            Process process;
            try
            {
                process = Process.Start(new ProcessStartInfo("cbc", [model, "ratio", "0", "allow", "0", "sec", "3600", "solve", "solution", answer]) { RedirectStandardOutput = true, UseShellExecute = false })
                    ?? throw new InvalidOperationException("cbc did not start");
            }
            catch (Win32Exception)
            {
                Assert.Skip("cbc is not installed (Debian's coinor-cbc): this test compares with it");
                throw;
            }

            using (process)
            {
                process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                var first = File.ReadLines(answer).First();
                first.ShouldStartWith("Optimal");
                return Math.Abs(double.Parse(first[(first.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
