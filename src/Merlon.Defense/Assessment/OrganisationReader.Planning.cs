using Merlon.Costs;
using Merlon.Documents;

namespace Merlon.Assessment;

/// <summary>Who does the work, what the plan may spend, and the organisation's own measures.</summary>
sealed partial class OrganisationReader
{
    CostTable WithRoles(CostTable table, OrganisationFields file) => Roles(file) is { Count: > 0 } roles ? table with { Roles = roles } : table;

    List<Role> Roles(OrganisationFields file)
    {
        var roles = new List<Role>();
        foreach (var entry in file.Entries("roles", OrganisationKeys.Role, OrganisationLimits.RolesMax))
        {
            if (entry.RequiredText("role", "a role") is not { } name)
            {
                continue;
            }

            if (roles.Exists(role => string.Equals(role.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                log.Warn("ORG025", entry.LocationOf("role"), $"the role {name} is there already; this one was left out");
                continue;
            }

            roles.Add(new(name, entry.Number("day_rate", 0, OrganisationLimits.AmountMax), entry.Number("days_per_quarter", 0, OrganisationLimits.AmountMax)));
        }

        return roles;
    }

    PlanAim Planning(OrganisationFields file)
    {
        if (file.Mapping("plan") is not { } written)
        {
            return PlanAim.None;
        }

        var plan = new OrganisationFields(written, "plan", OrganisationKeys.Plan, log);
        var aim = PlanAim.None;
        var quarters = plan.Number("quarters", 1, PlanAim.QuartersMax);
        var read = aim with
        {
            HorizonYears = (int)(plan.Number("horizon_years", 0, PresentValue.YearsMax) ?? aim.HorizonYears),
            DiscountRate = plan.Percent("discount_rate") is { } rate ? (decimal)rate : aim.DiscountRate,
            Quarters = (int)(quarters ?? aim.Quarters),
            IsQuartersGiven = quarters is not null,
            Must = [.. plan.Words("must").Select(static word => word.Text)],
            Exclude = [.. plan.Words("exclude").Select(static word => word.Text)],
            Owned = [.. plan.Words("owned").Select(static word => word.Text)],
            Frameworks = Resolved(plan.Words("controls"), word => words.Framework(word)?.Id),
        };
        if (plan.Mapping("budgets") is not { } limits)
        {
            return read;
        }

        var budgets = new OrganisationFields(limits, "plan.budgets", OrganisationKeys.Budgets, log);
        return read with
        {
            Money = budgets.Number("money", 0, OrganisationLimits.AmountMax),
            Yearly = budgets.Number("yearly", 0, OrganisationLimits.AmountMax),
            MoneyPerQuarter = budgets.Number("money_per_quarter", 0, OrganisationLimits.AmountMax),
            Days = DaysByRole(budgets),
        };
    }

    Dictionary<string, decimal> DaysByRole(OrganisationFields budgets)
    {
        var days = new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase);
        if (budgets.Mapping("days") is { } written)
        {
            string[] roles = [.. written.Entries.Take(OrganisationLimits.RolesMax).Select(static entry => entry.Key.Text)];
            if (written.Entries.Count > OrganisationLimits.RolesMax)
            {
                log.Warn("ORG026", budgets.LocationOf("days"), $"days has more than {OrganisationLimits.RolesMax} entries; the rest was left out");
            }

            var fields = new OrganisationFields(new YamlNode.Mapping([.. written.Entries.Take(OrganisationLimits.RolesMax)], written.Location), "plan.budgets.days", roles, log);
            foreach (var role in roles)
            {
                if (fields.Number(role, 0, OrganisationLimits.AmountMax) is { } most)
                {
                    days[role] = most;
                }
            }
        }

        return days;
    }

    List<OwnMeasure> OwnMeasures(OrganisationFields file)
    {
        MeasureKind[] kinds = [MeasureKind.Tool, MeasureKind.Course, MeasureKind.Exercise, MeasureKind.Rules, MeasureKind.Test, MeasureKind.Other];
        var read = new List<OwnMeasure>();
        foreach (var entry in file.Entries("measures", OrganisationKeys.OwnMeasure, OrganisationLimits.OwnMeasuresMax))
        {
            if (entry.RequiredText("id", "a measure") is not { } id)
            {
                continue;
            }

            if (read.Exists(measure => string.Equals(measure.Id, id, StringComparison.OrdinalIgnoreCase)))
            {
                log.Warn("ORG025", entry.LocationOf("id"), $"the measure {id} is there already; this one was left out");
                continue;
            }

            var cost = entry.Mapping("costs") is { } costs ? CostOf(costs, entry.PathOf("costs")) : MeasureCost.None;
            if (cost is null)
            {
                log.Warn("ORG030", entry.LocationOf("costs"), $"the costs of {id} could not be read, so the measure was left out: free of charge it would win");
                continue;
            }

            var measure = new OwnMeasure
            {
                Id = id,
                Title = entry.Text("title") ?? id,
                Kind = entry.Choice("kind", OrganisationKeys.OwnMeasureKinds) is { } kind ? kinds[kind] : MeasureKind.Other,
                Cost = cost,
                Requires = [.. entry.Words("requires").Select(static word => word.Text)],
                Excludes = [.. entry.Words("excludes").Select(static word => word.Text)],
                IsOwned = entry.Choice("owned", OrganisationKeys.YesNo) is 1 or 3,
                Owner = entry.Text("owner") ?? "",
                Location = entry.Location,
            };
            read.Add(Provided(entry, measure));
        }

        return read;
    }

    OwnMeasure Provided(OrganisationFields entry, OwnMeasure measure)
    {
        var (mitigations, controls, sources) = (new List<ProvidedMitigation>(), new List<ProvidedControl>(), new List<LogSourceKind>());
        foreach (var provided in entry.Entries("provides", OrganisationKeys.Provided, OrganisationLimits.WordsMax))
        {
            var degree = provided.Choice("degree", OrganisationKeys.Degrees) is { } choice ? (Degree)choice : Degree.Significant;
            if (provided.Text("mitigation") is { } mitigation && words.Mitigation(new(mitigation, provided.LocationOf("mitigation"))) is { } known)
            {
                mitigations.Add(new(known, degree));
            }

            if (provided.Text("log_source") is { } source && words.LogSource(new(source, provided.LocationOf("log_source"))) is { } found)
            {
                if (found.Kind is { } kind)
                {
                    sources.Add(kind);
                }
                else
                {
                    log.Warn("ORG030", provided.LocationOf("log_source"), $"{measure.Id} provides a log source by its id in the catalogue; {OrganisationFields.Quoted(source)} was left out");
                }
            }

            if (provided.Text("framework") is { } word && words.Framework(new(word, provided.LocationOf("framework"))) is { } framework)
            {
                controls.AddRange(provided.Words("control").Select(control => words.Control(framework, control)).OfType<string>()
                    .Select(control => new ProvidedControl(framework.Id, control, degree)));
            }
        }

        return measure with { Mitigations = mitigations, Controls = controls, LogSources = sources };
    }
}
