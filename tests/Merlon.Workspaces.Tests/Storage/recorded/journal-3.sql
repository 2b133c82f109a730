BEGIN TRANSACTION;
CREATE TABLE assessment (
    sequence BIGINT PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    as_of TEXT NOT NULL,
    last_entry BIGINT NOT NULL,
    merlon TEXT NOT NULL,
    document TEXT NOT NULL,
    organisation_hash TEXT NOT NULL REFERENCES document (hash),
    files_hash TEXT NOT NULL REFERENCES document (hash),
    parameters_hash TEXT NOT NULL REFERENCES document (hash),
    release TEXT NOT NULL,
    visibility DOUBLE PRECISION NOT NULL,
    detection DOUBLE PRECISION NOT NULL,
    prevention DOUBLE PRECISION NOT NULL,
    covered DOUBLE PRECISION NOT NULL,
    techniques BIGINT NOT NULL,
    refuted BIGINT NOT NULL,
    tested BIGINT NOT NULL
);
INSERT INTO "assessment" VALUES(1,'2026-11-01T09:00:00.0000000Z','2026-11-22',6,'0.1.0','organisation.yaml','6acd11ac1252c1f71de309f1c8d1a96ee212fb23a22a1370d314629b64f329a1','7bced8c38b27861a7e4dedb8d1b91908012c7317c95040955410b4fec691d548','1e5b095d93449f92b6f630aa30f074a10e3908f740298eb63e577563dd23be27','18.1',5.28941429661245354765e-01,6.04725243302783703469e-04,1.08152371853329209994e-02,1.14199624286357090396e-02,429,1,1);
CREATE TABLE document (
    hash TEXT PRIMARY KEY,
    content TEXT NOT NULL
);
INSERT INTO "document" VALUES('6acd11ac1252c1f71de309f1c8d1a96ee212fb23a22a1370d314629b64f329a1','RZA9T8QwDIZ3/wovjEVJDyHwyMTChsSATiikvl50iV0SF3T/HvUDMfrx+2G5cM0qhB4kFCZ8DvVTKz4FuUDjaFob4fspSZDIR5hysJPWssC3JIP+tCNkHT+azjVyI0DscBsI27UVFUBEHPg7LXt8cDdQkqUxWFLZDf+A8MW7Q797xspMOIVqKeSVtSRLcu/6+875znmoc/7rnYKdCVewiS0YEw48Zb3yAMbNdqlxPEv6mpnw1Tt3uHXOrx6dLeryCVHh7Yw1ZGt87Pwd/AI=');
INSERT INTO "document" VALUES('7bced8c38b27861a7e4dedb8d1b91908012c7317c95040955410b4fec691d548','TcfLDcIwDADQO1NkghI7H8dTILGBEzuoUtqilkp0e66828vSFEAaYMIGnUAteO7QioJwNkPAXjEIokAgrwFiRq459oAs4IIv7rG/ZJ0P+czb6ra/TJcs41YIu1ftgAZUvEaPUKskTVVqiVqUM7PPxJkCp5RyqCVpIsZClaLDyO55DnP7Oey421eW97DpWsbtBw==');
INSERT INTO "document" VALUES('1e5b095d93449f92b6f630aa30f074a10e3908f740298eb63e577563dd23be27','dZDBTsMwEETv/Qp/gWUaSMWVVhFIjVSl9MBx5U4TC7NGayeif49SSBMgXOeN7Te2oYNQDb325N4eyZ+27oQNnaNaZWZhB7xBgk0u8KVX0ocyOh9x4akuBLFhxFg6VkYv7ya4ldRA1oGTBL9vSDDfKF1yNfXvDKW/nar1mKE7EnC66M1RQQf+f8AzYvqxPssnp3u6oxiV0fdjeuB3CR0mqqkRUNIPZF9rCS0fK3h0xLbHZjnwJ24gLuF4iD1YDXkvSR5sr/turndWsGB7LnwIoozOfuWD+wtIorodae0Cb90pff33d7yHTUGmcvniEw==');
CREATE TABLE entry (
    sequence BIGINT PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    change TEXT NOT NULL CHECK (change IN ('stated', 'withdrawn')),
    evidence_id TEXT NOT NULL REFERENCES evidence (id)
);
INSERT INTO "entry" VALUES(1,'2026-11-01T09:00:00.0000000Z','stated','E-0008a7e527b11237');
INSERT INTO "entry" VALUES(2,'2026-11-01T09:00:00.0000000Z','stated','E-0108426342f80de4');
INSERT INTO "entry" VALUES(3,'2026-11-01T09:00:00.0000000Z','stated','E-0115419b25cebed0');
INSERT INTO "entry" VALUES(4,'2026-11-01T09:00:00.0000000Z','stated','E-01a52ab088b2a9f8');
INSERT INTO "entry" VALUES(5,'2026-11-01T09:00:00.0000000Z','stated','E-01afbd2978bf95bf');
INSERT INTO "entry" VALUES(6,'2026-11-01T09:00:00.0000000Z','stated','E-01ee066ccba6ee9a');
CREATE TABLE evidence (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    axis TEXT NOT NULL,
    technique TEXT NOT NULL,
    technique_as_written TEXT NOT NULL,
    scope TEXT NOT NULL,
    day TEXT NULL,
    strength DOUBLE PRECISION NOT NULL,
    outcome TEXT NULL,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    statement TEXT NOT NULL,
    release TEXT NOT NULL
);
INSERT INTO "evidence" VALUES('E-0008a7e527b11237','log_source','visibility','T1055.001','T1055.001','',NULL,0.8,NULL,'log-source:sysmon','organisation.yaml:6:5 (log_sources[0])','sysmon carries WinEventLog:Sysmon 10 (analytic AN1095, Windows), WinEventLog:Sysmon 1 (analytic AN1095, Windows), WinEventLog:Sysmon 7 (analytic AN1095, Windows), WinEventLog:Sysmon 17 (analytic AN1095, Windows)','18.1');
INSERT INTO "evidence" VALUES('E-0108426342f80de4','log_source','visibility','T1036','T1036','',NULL,0.4,NULL,'log-source:sysmon','organisation.yaml:6:5 (log_sources[0])','sysmon carries WinEventLog:Sysmon 1 (analytic AN0355, Windows); nobody collects WinEventLog:System 7045','18.1');
INSERT INTO "evidence" VALUES('E-0115419b25cebed0','log_source','visibility','T1055.012','T1055.012','',NULL,0.6,NULL,'log-source:sysmon','organisation.yaml:6:5 (log_sources[0])','sysmon carries WinEventLog:Sysmon 1 (analytic AN1076, Windows), WinEventLog:Sysmon 10 (analytic AN1076, Windows), WinEventLog:Sysmon 8 (analytic AN1076, Windows); nobody collects etw:Microsoft-Windows-Kernel-Process','18.1');
INSERT INTO "evidence" VALUES('E-01a52ab088b2a9f8','log_source','visibility','T1136','T1136','',NULL,0.4,NULL,'log-source:sysmon','organisation.yaml:6:5 (log_sources[0])','sysmon carries WinEventLog:Sysmon 1 (analytic AN1604, Windows); nobody collects WinEventLog:Security 4720','18.1');
INSERT INTO "evidence" VALUES('E-01afbd2978bf95bf','log_source','visibility','T1218.011','T1218.011','',NULL,0.8,NULL,'log-source:sysmon','organisation.yaml:6:5 (log_sources[0])','sysmon carries WinEventLog:Sysmon 1 (analytic AN1308, Windows), WinEventLog:Sysmon 7 (analytic AN1308, Windows), WinEventLog:Sysmon 11 (analytic AN1308, Windows), WinEventLog:Sysmon 3, 22 (analytic AN1308, Windows)','18.1');
INSERT INTO "evidence" VALUES('E-01ee066ccba6ee9a','mitigation','prevention','T1110.004','T1110.004','','2026-01-01',0.25,NULL,'mitigation:M1032','organisation.yaml:9:5 (mitigations[0])','M1032 Multi-factor Authentication is in place to a partial degree','18.1');
CREATE TABLE evidence_move (
    passage BIGINT NOT NULL REFERENCES passage (sequence),
    evidence_id TEXT NOT NULL REFERENCES evidence (id),
    moved_to TEXT NULL REFERENCES evidence (id),
    kind TEXT NOT NULL,
    steps TEXT NOT NULL,
    withdrawn_entry BIGINT NULL REFERENCES entry (sequence),
    stated_entry BIGINT NULL REFERENCES entry (sequence)
);
CREATE TABLE organisation (
    sequence BIGINT PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL
);
INSERT INTO "organisation" VALUES(1,'2026-11-01T09:00:00.0000000Z','Harbor Bank','../organisation.yaml');
CREATE TABLE passage (
    sequence BIGINT PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    to_release TEXT NOT NULL,
    pin TEXT NOT NULL
);
CREATE TABLE schema_version (version BIGINT PRIMARY KEY, applied_at TEXT NOT NULL);
INSERT INTO "schema_version" VALUES(1,'2026-11-01T09:00:00.0000000Z');
INSERT INTO "schema_version" VALUES(2,'2026-11-01T09:00:00.0000000Z');
INSERT INTO "schema_version" VALUES(3,'2026-11-01T09:00:00.0000000Z');
CREATE TABLE signoff (
    sequence BIGINT PRIMARY KEY,
    recorded_at TEXT NOT NULL,
    record TEXT NOT NULL,
    hash TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    public_key TEXT NOT NULL,
    signature TEXT NOT NULL
);
CREATE INDEX entry_by_evidence ON entry (evidence_id, sequence);
CREATE INDEX entry_by_time ON entry (recorded_at, sequence);
CREATE INDEX evidence_move_by_evidence ON evidence_move (evidence_id, passage);
CREATE INDEX evidence_move_by_target ON evidence_move (moved_to, passage);
CREATE INDEX assessment_by_time ON assessment (recorded_at, sequence);
CREATE TRIGGER organisation_refuses_UPDATE BEFORE UPDATE ON organisation
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER organisation_refuses_DELETE BEFORE DELETE ON organisation
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER evidence_refuses_UPDATE BEFORE UPDATE ON evidence
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER evidence_refuses_DELETE BEFORE DELETE ON evidence
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER entry_refuses_UPDATE BEFORE UPDATE ON entry
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER entry_refuses_DELETE BEFORE DELETE ON entry
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER passage_refuses_UPDATE BEFORE UPDATE ON passage
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER passage_refuses_DELETE BEFORE DELETE ON passage
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER evidence_move_refuses_UPDATE BEFORE UPDATE ON evidence_move
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER evidence_move_refuses_DELETE BEFORE DELETE ON evidence_move
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER document_refuses_UPDATE BEFORE UPDATE ON document
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER document_refuses_DELETE BEFORE DELETE ON document
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER assessment_refuses_UPDATE BEFORE UPDATE ON assessment
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER assessment_refuses_DELETE BEFORE DELETE ON assessment
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER signoff_refuses_UPDATE BEFORE UPDATE ON signoff
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER signoff_refuses_DELETE BEFORE DELETE ON signoff
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
COMMIT;
