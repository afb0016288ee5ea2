using System.Globalization;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Documents;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.TestSupport;
using Kpu.Outreach.Validation;

namespace Kpu.Outreach.Tests.Validation;

public sealed class CampaignValidatorTests
{
    private const string Outreach = "outreach.json";
    private const string Facts = "facts.json";
    private const string Speakers = "speakers.json";
    private const string Campaign = "campaigns/tahapan.json";
    private const string Material = "materials/hari-h.md";

    private static readonly DateTimeOffset Now = new(2023, 11, 1, 8, 0, 0, TimeSpan.FromHours(7));

    private static async Task<ValidationReport> ValidateAsync(TempWorkspace workspace)
    {
        var reading = await WorkspaceReader.ReadAsync(workspace.Root);
        Assert.Empty(reading.Problems);
        return CampaignValidator.Validate(reading.Model, reading.Places, new ValidationContext { Now = Now, Found = reading.Problems, IsPartial = reading.IsPartial });
    }

    [Fact]
    public async Task A_valid_workspace_gives_its_campaigns()
    {
        using var workspace = TempWorkspace.Valid();
        var report = await ValidateAsync(workspace);
        Assert.Empty(report.Problems);
        var validated = Assert.Single(report.Campaigns);
        Assert.Same(validated.Model.Campaigns[0], validated.Campaign);
    }

    public static TheoryData<string, string, string, string, Severity, string> Rules => new()
    {
        // file, text, what it becomes, code, severity, first argument or mend

        // references that lead nowhere
        { Campaign, "[\"hari-h\"]", "[\"hari-i\"]", "material-unknown", Severity.Error, "mend:hari-h" },
        { Campaign, "[\"anggota\"]", "[\"angota\"]", "speaker-unknown", Severity.Error, "mend:anggota" },
        { Campaign, "\"targets\": [\"pemula\"], \"materials\"", "\"targets\": [\"pemul\"], \"materials\"", "target-unknown", Severity.Error, "mend:pemula" },
        { Campaign, "[\"*\"]", "[\"lamann\"]", "account-unknown", Severity.Error, "mend:laman" },
        { Campaign, "[\"*\"]", "[\"channel:tiktok\"]", "accounts-none", Severity.Warning, "channel:tiktok" },
        { Campaign, "\"calendar\": \"pemilu-2024\"", "\"calendar\": \"pemilu-2042\"", "calendar-unknown", Severity.Error, "mend:pemilu-2024" },
        { Campaign, "\"voting\"", "\"votng\"", "stage-unknown", Severity.Error, "mend:voting" },
        { Campaign, "\"calendar\": \"pemilu-2024\",", "", "stages-without-calendar", Severity.Warning, "" },
        { Outreach, "\"partner\": \"diskominfotik\"", "\"partner\": \"diskominfo\"", "partner-unknown", Severity.Error, "mend:diskominfotik" },
        { Outreach, "\"credential\"", "\"station\": \"mahardika\", \"credential\"", "station-unknown", Severity.Error, "mend:mahardhika" },
        { Outreach, "\"credential\"", "\"partner\": \"x\", \"credential\"", "partner-unknown", Severity.Error, "x" },
        { Material, "pada {fact:hari-pemungutan}. Dasarnya", "pada {fact:hari-pemungutn}. Dasarnya", "fact-unknown", Severity.Error, "mend:hari-pemungutan" },
        { Material, "TPS pada {fact:hari-pemungutan}.\nkind", "TPS pada {fact:hari}.\nkind", "fact-unknown", Severity.Error, "hari" },
        { Material, "{fact:hari-pemungutan|short}", "{fact:hari-pemungutan|pendek}", "fact-citation-malformed", Severity.Error, "{fact:hari-pemungutan|pendek}" },
        { Material, "{fact:hari-pemungutan|short}", "{fakta:hari-pemungutan}", "fact-citation-malformed", Severity.Error, "{fakta:hari-pemungutan}" },
        { Material, "Based on: @instagram", "Based on: @instgram", "variant-unknown", Severity.Error, "mend:@instagram" },
        { Facts, "\"status\"", "\"basedOn\": [\"hilang\"], \"status\"", "fact-unknown", Severity.Error, "hilang" },

        // circles
        { Facts, "\"status\"", "\"basedOn\": [\"hari-pemungutan\"], \"status\"", "fact-circle", Severity.Error, "hari-pemungutan → hari-pemungutan" },
        { Material, "Based on: @instagram\n", "Based on: @instagram @jv\n", "variant-circle", Severity.Error, "@instagram @jv → @instagram @jv" },

        // periods
        { Campaign, "2023-12-14T09:00", "2024-02-15T09:00", "activity-outside-period", Severity.Error, "umum" },
        { Campaign, "2023-12-14T09:00\"", "2023-12-14T09:00\", \"repeat\": { \"everyDays\": 7, \"count\": 10 }", "activity-outside-period", Severity.Error, "umum" },
        { Campaign, "\"2023-11-10\", \"end\": \"2024-02-14\"", "\"2023-10-01\", \"end\": \"2023-10-31\"", "campaign-past", Severity.Warning, "tahapan" },
        { Campaign, "2023-12-14T09:00", "2023-10-31T09:00", "activity-past", Severity.Warning, "umum" },
        { Campaign, "2023-12-14T09:00", "2024-02-12T09:00", "activity-in-quiet-period", Severity.Warning, "umum" },
        { Campaign, "[\"campaign\", \"voting\"]", "[\"voting\"]", "activity-outside-stages", Severity.Warning, "umum" },
        { Outreach, "\"pemilu-2024\"", "{ \"key\": \"pemilu-2024\", \"stages\": [ { \"key\": \"campaign\", \"title\": \"Masa kampanye\", \"start\": \"2024-02-10\", \"end\": \"2023-11-28\" } ] }", "period-reversed", Severity.Error, "2024-02-10" },

        // speakers
        { Campaign, "\"socialMedia\", \"when\": \"2023-12-14T09:00\"", "\"talkShow\", \"when\": \"2023-11-30T11:59\", \"speakers\": [\"anggota\"]", "speaker-double-booked", Severity.Error, "Anggota Divisi Sosdiklih" },
        { Campaign, "\"socialMedia\", \"when\": \"2023-12-14T09:00\"", "\"talkShow\", \"when\": \"2023-11-16T10:00\", \"repeat\": { \"everyDays\": 7, \"count\": 3 }, \"speakers\": [\"anggota\"]", "speaker-double-booked", Severity.Error, "Anggota Divisi Sosdiklih" },
        { Campaign, "\"socialMedia\", \"when\": \"2023-12-14T09:00\"", "\"talkShow\", \"when\": \"2023-11-30T13:00\", \"zone\": \"WITA\", \"speakers\": [\"anggota\"]", "", Severity.Error, "" },
        { Campaign, "\"socialMedia\", \"when\": \"2023-12-14T09:00\"", "\"talkShow\", \"when\": \"2023-11-30T12:59\", \"zone\": \"WITA\", \"speakers\": [\"anggota\"]", "speaker-double-booked", Severity.Error, "Anggota Divisi Sosdiklih" },
        { Speakers, "\"institution\"", "\"available\": { \"start\": \"2023-12-01\", \"end\": \"2023-12-31\" }, \"institution\"", "speaker-unavailable", Severity.Error, "Anggota Divisi Sosdiklih" },

        // vocabularies
        { Campaign, "firstTimeVoters", "firstTimeVoter", "vocabulary-unknown", Severity.Warning, "mend:firstTimeVoters" },
        { Campaign, "\"training\"", "\"traning\"", "vocabulary-unknown", Severity.Warning, "mend:training" },
        { Campaign, "signLanguageVideo", "signVideo", "vocabulary-unknown", Severity.Warning, "signVideo" },
        { Material, "kind: electoralInformation", "kind: electionInformation", "vocabulary-unknown", Severity.Warning, "mend:electoralInformation" },
        { Material, "form: article", "form: artikel", "vocabulary-unknown", Severity.Warning, "mend:article" },
        { Material, "language: id", "segments: [pemula]", "vocabulary-unknown", Severity.Warning, "pemula" },
        { Material, "language: id", "stages: [votng]", "stage-unknown", Severity.Error, "mend:voting" },

        // secrets
        { Outreach, "env:BLITAR_INSTAGRAM", "rahasiasekali", "secret-in-credential", Severity.Error, "instagram" },
        { Outreach, "env:BLITAR_INSTAGRAM", "env:EAAGm0PX4ZCpsBAKZCZBx", "secret-in-credential", Severity.Error, "instagram" },
        { Outreach, "\"folder\": \"laman\"", "\"folder\": \"laman\", \"accessToken\": \"abc\"", "secret-in-setting", Severity.Error, "laman" },
        { Outreach, "\"folder\": \"laman\"", "\"folder\": \"laman\", \"apiKey\": \"abc\"", "secret-in-setting", Severity.Error, "laman" },
        { Outreach, "\"folder\": \"laman\"", "\"folder\": \"laman\", \"url\": \"https://admin:pass123@kpu.go.id\"", "secret-in-setting", Severity.Error, "laman" },
        { Outreach, "\"folder\": \"laman\"", "\"folder\": \"laman\", \"bot\": \"123456789:AAF1n_x-y0aZbCdEfGhIjKlMnOpQrStUvWx\"", "secret-in-setting", Severity.Error, "laman" },
        { Outreach, "\"folder\": \"laman\"", "\"folder\": \"laman\", \"token\": \"env:TOKEN\", \"keyword\": \"pemilu\"", "", Severity.Error, "" },

        // facts
        { Facts, "\"verified\"", "\"unverified\"", "fact-unverified", Severity.Error, "hari-pemungutan" },
        { Facts, "\"verified\"", "\"withdrawn\"", "fact-withdrawn", Severity.Error, "hari-pemungutan" },
        { Facts, "\"status\": \"verified\", \"verifiedBy\": \"Kasubbag Teknis\"", "\"status\": \"verified\"", "fact-verifier-missing", Severity.Warning, "hari-pemungutan" },
        { Facts, "2024-02-14", "2024-02-30", "date-unreal", Severity.Error, "2024-02-30" },
        { Facts, "2024-02-14", "14 Februari 2024", "fact-value-wrong", Severity.Error, "hari-pemungutan" },
        { Facts, "\"date\", \"value\": \"2024-02-14\"", "\"dateSpan\", \"value\": \"2024-02-13/2024-02-11\"", "period-reversed", Severity.Error, "2024-02-13" },
        { Facts, "\"date\", \"value\": \"2024-02-14\"", "\"time\", \"value\": \"25:00 WIB\"", "fact-value-wrong", Severity.Error, "hari-pemungutan" },
        { Facts, "\"date\", \"value\": \"2024-02-14\"", "\"amount\", \"value\": \"Rp2.500.000\"", "fact-value-wrong", Severity.Error, "hari-pemungutan" },

        // literals
        { Material, "Dasarnya PKPU", "Tutup pukul 13.00. Dasarnya PKPU", "literal-unbacked", Severity.Warning, "pukul 13.00" },
        { Material, "Dasarnya PKPU", "Rabu, 14 Februari! Dasarnya PKPU", "literal-uncited", Severity.Information, "mend:{fact:hari-pemungutan}" },
        { Material, "title: Hari pemungutan suara", "title: Coblos 15 Februari", "literal-unbacked", Severity.Warning, "15 Februari" },

        // campaigns and activities
        { Campaign, "\"offices\": [\"35.72\"]", "\"offices\": [\"35.72\", \"35.05\"]", "office-not-in-workspace", Severity.Error, "35.05" },
        { Campaign, "\"offices\": [\"35.72\"]", "\"offices\": []", "campaign-without-offices", Severity.Error, "tahapan" },
        { Campaign, "\"learningGoals\": [\"Pemilih tahu kapan dan di mana memilih\"],", "", "education-without-goal", Severity.Error, "tahapan" },
        { Campaign, "\"speakers\": [\"anggota\"]", "\"speakers\": []", "education-without-speaker", Severity.Error, "tahapan" },
        { Campaign, "\"materials\": [\"hari-h\"], ", "", "activity-without-materials", Severity.Warning, "umum" },
        { Campaign, ", \"accounts\": [\"*\"]", "", "activity-without-accounts", Severity.Warning, "umum" },
        { Campaign, "PT5M", "P8D", "value-out-of-range", Severity.Error, "8.00:00:00" },
        { Campaign, "PT3H", "PT0S", "value-out-of-range", Severity.Error, "00:00:00" },
        { Campaign, "PT3H\"", "PT3H\", \"repeat\": { \"everyDays\": 0, \"count\": 1 }", "value-out-of-range", Severity.Error, "0" },
        { Campaign, "PT3H\"", "PT3H\", \"repeat\": { \"everyDays\": 1, \"count\": 100000 }", "value-out-of-range", Severity.Error, "100000" },
        { Outreach, "\"key\": \"instagram\"", "\"key\": \"laman\"", "id-duplicate", Severity.Error, "laman" },
        { Campaign, "\"id\": \"pelatihan\"", "\"id\": \"umum\"", "id-duplicate", Severity.Error, "umum" },
        { Material, "## @instagram @jv", "## @instagram", "id-duplicate", Severity.Error, "@instagram @" },
    };

    [Theory, MemberData(nameof(Rules))]
    public async Task A_rule_finds_what_breaks_it(string file, string text, string now, string code, Severity severity, string word)
    {
        using var workspace = TempWorkspace.Valid();
        var report = await ValidateAsync(workspace.Replace(file, text, now));
        if (code.Length == 0)
        {
            Assert.Empty(report.Problems);
            return;
        }
        var problem = report.Problems.FirstOrDefault(p => p.Code == code);
        Assert.True(problem is not null, $"{code} is not among: {string.Join("; ", report.Problems)}");
        Assert.Equal(severity, problem.Severity);
        if (word.StartsWith("mend:", StringComparison.Ordinal)) Assert.Equal(word[5..], problem.Mend);
        else if (word.Length > 0) Assert.Equal(word, problem.Arguments[0]);
        Assert.NotNull(problem.Place.Line);
        Assert.Equal(report.Problems.Any(p => p.Severity == Severity.Error), report.Campaigns.Count == 0);
        Assert.All(report.Problems, p => Assert.DoesNotMatch(@"\{\d\}", ProblemText.Sentence(p, CultureInfo.InvariantCulture) + ProblemText.Mend(p, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task No_problem_shows_a_secret()
    {
        using var workspace = TempWorkspace.Valid();
        workspace.Replace(Outreach, "env:BLITAR_INSTAGRAM", "S3kr1t-credential").Replace(Outreach, "\"folder\": \"laman\"", "\"folder\": \"laman\", \"accessToken\": \"S3kr1t-setting\"");
        var report = await ValidateAsync(workspace);
        Assert.Equal(2, report.Problems.Count(p => p.Code.StartsWith("secret-in", StringComparison.Ordinal)));
        Assert.DoesNotContain(report.Problems, p => (p + ProblemText.Sentence(p, CultureInfo.InvariantCulture) + ProblemText.Mend(p, CultureInfo.InvariantCulture)).Contains("S3kr1t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_calendar_may_forbid_the_quiet_period()
    {
        using var workspace = TempWorkspace.Valid();
        workspace.Replace(Outreach, "\"pemilu-2024\"", "{ \"key\": \"pemilu-2024\", \"quietPeriodRule\": \"forbid\" }").Replace(Campaign, "2023-12-14T09:00", "2024-02-12T09:00");
        var report = await ValidateAsync(workspace);
        Assert.Equal(Severity.Error, Assert.Single(report.Problems, p => p.Code == "activity-in-quiet-period").Severity);
    }

    [Theory]
    [InlineData("2024-02-10T23:30", "WIB", false)]
    [InlineData("2024-02-11T00:30", "WIT", false)]
    [InlineData("2024-02-11T02:30", "WIT", true)]
    public async Task The_quiet_period_counts_where_the_office_is(string when, string zone, bool quiet)
    {
        using var workspace = TempWorkspace.Valid();
        workspace.Replace(Campaign, "\"when\": \"2023-12-14T09:00\"", $"\"when\": \"{when}\", \"zone\": \"{zone}\"");
        var report = await ValidateAsync(workspace);
        Assert.Equal(quiet, report.Problems.Any(p => p.Code == "activity-in-quiet-period"));
    }

    [Fact]
    public async Task A_literal_in_a_body_has_its_line_and_column()
    {
        using var workspace = TempWorkspace.Valid();
        workspace.Replace(Material, "Dasarnya PKPU 3/2022.", "Dasarnya\nPKPU 3/2022, tutup pukul 13.00.");
        var report = await ValidateAsync(workspace);
        Assert.Equal("materials/hari-h.md:12:20 body", Assert.Single(report.Problems).Place.ToString());
    }

    [Fact]
    public async Task Contradicting_facts_stop_what_cites_either_until_one_is_withdrawn()
    {
        using var workspace = TempWorkspace.Valid();
        const string Other = "\"facts\": [ { \"id\": \"lain\", \"type\": \"date\", \"value\": \"2024-02-21\", \"source\": \"kabar\", \"status\": \"unverified\", \"contradicts\": [\"hari-pemungutan\"] },";
        var report = await ValidateAsync(workspace.Replace(Facts, "\"facts\": [", Other));
        Assert.Equal(["fact-contradicted"], report.Problems.Select(p => p.Code).Distinct());
        report = await ValidateAsync(workspace.Replace(Facts, "\"unverified\"", "\"withdrawn\""));
        Assert.Empty(report.Problems);
    }

    [Fact]
    public async Task A_fact_is_only_as_good_as_what_it_rests_on()
    {
        using var workspace = TempWorkspace.Valid();
        const string Basis = "\"facts\": [ { \"id\": \"dasar\", \"type\": \"rule\", \"value\": \"PKPU\", \"source\": \"kabar\" },";
        var report = await ValidateAsync(workspace.Replace(Facts, "\"facts\": [", Basis).Replace(Facts, "\"status\": \"verified\"", "\"basedOn\": [\"dasar\"], \"status\": \"verified\""));
        Assert.All(report.Problems, p => Assert.Equal(("fact-unverified", "dasar"), (p.Code, p.Arguments[0])));
        Assert.NotEmpty(report.Problems);
    }

    [Fact]
    public async Task A_long_circle_is_told_from_its_start()
    {
        using var workspace = TempWorkspace.Valid();
        workspace.Write(Facts, "{ \"version\": 1, \"facts\": [" + string.Join(',', new[] { ("hari-pemungutan", "b"), ("b", "c"), ("c", "b") }
            .Select(f => $$"""{ "id": "{{f.Item1}}", "type": "date", "source": "x", "status": "verified", "verifiedBy": "x", "basedOn": ["{{f.Item2}}"] }""")) + "] }");
        var problem = Assert.Single((await ValidateAsync(workspace)).Problems, p => p.Code == "fact-circle");
        Assert.Equal("b → c → b", problem.Arguments[0]);
    }

    [Fact]
    public async Task References_into_what_could_not_be_read_are_not_reported()
    {
        using var workspace = TempWorkspace.Valid();
        workspace.Write(Facts, "{").Write(Speakers, "{");
        var reading = await WorkspaceReader.ReadAsync(workspace.Root);
        var report = CampaignValidator.Validate(reading.Model, reading.Places, new ValidationContext { Now = Now, Found = reading.Problems, IsPartial = reading.IsPartial });
        Assert.Equal(["json-truncated", "json-truncated"], report.Problems.Select(p => p.Code));
        Assert.Empty(report.Campaigns);
    }

    [Fact]
    public void A_model_made_in_code_has_paths_for_places()
    {
        var model = new OutreachModel { Materials = [new Material("cek-dpt", "Cek DPT", "Tutup pukul 13.00.")] };
        var problem = Assert.Single(CampaignValidator.Validate(model, null, new ValidationContext { Now = Now }).Problems);
        Assert.Equal("cek-dpt.body", problem.Place.ToString());
    }

    [Theory, InlineData("kota-blitar"), InlineData("kab-musirawas"), InlineData("sumut")]
    public async Task The_samples_have_no_errors_and_next_to_no_false_alarms(string name)
    {
        var reading = await WorkspaceReader.ReadAsync(RepositoryRoot.PathOf($"samples/workspaces/{name}"));
        var report = CampaignValidator.Validate(reading.Model, reading.Places, new ValidationContext { Now = reading.Model.Rehearsal!.StartsAt, Found = reading.Problems, IsPartial = reading.IsPartial });
        Assert.DoesNotContain(report.Problems, p => p.Severity == Severity.Error);
        Assert.True(report.Problems.Count(p => p.Code.StartsWith("literal-", StringComparison.Ordinal)) == 0, string.Join("\n", report.Problems));
    }
}
