-- A run store of schema version 1, as Shapelaw wrote it before version 2: tables as published; one trunk of a real study
-- (trained with libtorch, machine names shortened), and one trunk whose coordinator was killed in its second attempt.
PRAGMA application_id = 1397248076;
PRAGMA user_version = 1;
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
CREATE TABLE trunks (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL UNIQUE, -- order of planning
  purpose TEXT NOT NULL,
  spec TEXT NOT NULL,               -- JSON
  planned_at TEXT NOT NULL
) STRICT;
CREATE TABLE runs (
  trunk TEXT NOT NULL REFERENCES trunks (id),
  id TEXT NOT NULL,
  steps INTEGER NOT NULL,
  PRIMARY KEY (trunk, id)
) STRICT;
CREATE INDEX runs_by_id ON runs (id);
CREATE TABLE attempts (
  token INTEGER PRIMARY KEY AUTOINCREMENT, -- fence: grows with every attempt
  trunk TEXT NOT NULL REFERENCES trunks (id),
  number INTEGER NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT,
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  machine TEXT NOT NULL,
  pid INTEGER,
  UNIQUE (trunk, number)
) STRICT;
CREATE TABLE results (
  run TEXT PRIMARY KEY,
  attempt INTEGER NOT NULL REFERENCES attempts (token),
  accepted_at TEXT NOT NULL,
  outcome TEXT NOT NULL,
  result TEXT NOT NULL -- JSON
) STRICT;
CREATE TRIGGER results_never_change BEFORE UPDATE ON results
BEGIN SELECT RAISE(ABORT, 'a result never changes'); END;
CREATE TRIGGER measurements_stay BEFORE DELETE ON results WHEN OLD.outcome <> 'failed'
BEGIN SELECT RAISE(ABORT, 'a measurement is never deleted'); END;
INSERT INTO settings VALUES ('trainer', 'libtorch');
INSERT INTO trunks VALUES ('ac7b0ed703aea7ee', 24, 'star:mlp_dim', '{"runs":[{"model":{"shape":{"width":96,"depth":6,"mlp_dim":96},"heads":6,"patchSize":4,"imageSize":16,"channels":3,"pooling":"GAP","classes":100},"data":{"kind":"fractals","imageSize":16,"pretrainClasses":100,"evaluationClasses":40,"seed":1},"recipe":{"batchSize":32,"optimizer":{"kind":"adamw","beta1":0.9,"beta2":0.999,"epsilon":1.0E-8},"learningRate":0.003,"weightDecay":1.0E-4,"warmupSteps":200,"cooldownSteps":200,"clipNorm":1.0},"steps":2000,"evaluation":{"shots":[5,10],"metricShots":10,"testExamplesPerClass":50,"draws":5,"ridge":1024.0},"seed":8532608219283165475},{"model":{"shape":{"width":96,"depth":6,"mlp_dim":96},"heads":6,"patchSize":4,"imageSize":16,"channels":3,"pooling":"GAP","classes":100},"data":{"kind":"fractals","imageSize":16,"pretrainClasses":100,"evaluationClasses":40,"seed":1},"recipe":{"batchSize":32,"optimizer":{"kind":"adamw","beta1":0.9,"beta2":0.999,"epsilon":1.0E-8},"learningRate":0.003,"weightDecay":1.0E-4,"warmupSteps":200,"cooldownSteps":200,"clipNorm":1.0},"steps":4000,"evaluation":{"shots":[5,10],"metricShots":10,"testExamplesPerClass":50,"draws":5,"ridge":1024.0},"seed":8532608219283165475},{"model":{"shape":{"width":96,"depth":6,"mlp_dim":96},"heads":6,"patchSize":4,"imageSize":16,"channels":3,"pooling":"GAP","classes":100},"data":{"kind":"fractals","imageSize":16,"pretrainClasses":100,"evaluationClasses":40,"seed":1},"recipe":{"batchSize":32,"optimizer":{"kind":"adamw","beta1":0.9,"beta2":0.999,"epsilon":1.0E-8},"learningRate":0.003,"weightDecay":1.0E-4,"warmupSteps":200,"cooldownSteps":200,"clipNorm":1.0},"steps":8000,"evaluation":{"shots":[5,10],"metricShots":10,"testExamplesPerClass":50,"draws":5,"ridge":1024.0},"seed":8532608219283165475}]}', '2026-11-23T13:29:21.190245991Z');
INSERT INTO runs VALUES ('ac7b0ed703aea7ee', '2a3f49bdaece45c3', 8000);
INSERT INTO runs VALUES ('ac7b0ed703aea7ee', '2b7d0f7383f8cf70', 2000);
INSERT INTO runs VALUES ('ac7b0ed703aea7ee', 'cc3787e018745ab4', 4000);
INSERT INTO trunks VALUES ('83e8460b1b03f908', 25, 'grid', '{"runs":[{"model":{"shape":{"width":48,"depth":3,"mlp_dim":100},"heads":3,"patchSize":4,"imageSize":32,"channels":3,"pooling":"MAP","classes":7},"data":{"kind":"imageFolder","folder":"/data/Größe \"1\"","imageSize":32,"evaluationClasses":5,"seed":9},"recipe":{"batchSize":16,"optimizer":{"kind":"adamw","beta1":0.9,"beta2":0.999,"epsilon":1.0E-8},"learningRate":8.0E-4,"weightDecay":2.4E-5,"warmupSteps":10,"cooldownSteps":20,"clipNorm":1.0},"steps":50,"evaluation":{"shots":[1,5],"metricShots":5,"testExamplesPerClass":9,"draws":2,"ridge":1024.0},"seed":42},{"model":{"shape":{"width":48,"depth":3,"mlp_dim":100},"heads":3,"patchSize":4,"imageSize":32,"channels":3,"pooling":"MAP","classes":7},"data":{"kind":"imageFolder","folder":"/data/Größe \"1\"","imageSize":32,"evaluationClasses":5,"seed":9},"recipe":{"batchSize":16,"optimizer":{"kind":"adamw","beta1":0.9,"beta2":0.999,"epsilon":1.0E-8},"learningRate":8.0E-4,"weightDecay":2.4E-5,"warmupSteps":10,"cooldownSteps":20,"clipNorm":1.0},"steps":100,"evaluation":{"shots":[1,5],"metricShots":5,"testExamplesPerClass":9,"draws":2,"ridge":1024.0},"seed":42}]}', '2026-11-23T13:29:16.000000000Z');
INSERT INTO attempts VALUES (1, 'ac7b0ed703aea7ee', 1, '2026-11-23T13:29:21.516773655Z', '2026-11-23T13:33:51.230852718Z', 'done', '', 'Linux amd64, 4 processors', 4778);
INSERT INTO attempts VALUES (2, '83e8460b1b03f908', 1, '2026-11-23T13:40:00Z', '2026-11-23T13:41:00Z', 'failed', 'out of memory', 'here', 4711);
INSERT INTO attempts VALUES (3, '83e8460b1b03f908', 2, '2026-11-23T13:41:00Z', NULL, 'running', '', 'here', 4712);
INSERT INTO results VALUES ('2a3f49bdaece45c3', 1, '2026-11-23T13:33:50.183576799Z', 'done', '{"outcome":"done","run":"2a3f49bdaece45c3","errorRate":0.147,"errorRateByShots":{"5":0.1879,"10":0.147},"errorRateStandardError":0.0053688918782184465,"trainingLoss":0.1587906764820218,"trainingSeconds":247.01657244499944,"provenance":{"trainer":"libtorch","codeVersion":"0.1.0-SNAPSHOT+0f9e9d8","machine":"AMD EPYC, 1 cores, Linux 6.18.44-fc-v657 (amd64)","libraries":{"javacpp":"1.5.14","libtorch":"2.13.0-1.5.14","mkl":"Intel(R) oneAPI Math Kernel Library Version 2025.3-Product Build 20251007 for Intel(R) 64 architecture applications"},"settings":{"blas":"mkl","cpu capability":"AVX512","device":"cpu","precision":"float32","threads":"1"}}}');
INSERT INTO results VALUES ('2b7d0f7383f8cf70', 1, '2026-11-23T13:30:16.852694548Z', 'done', '{"outcome":"done","run":"2b7d0f7383f8cf70","errorRate":0.4295,"errorRateByShots":{"5":0.4829,"10":0.4295},"errorRateStandardError":0.0048036444497901835,"trainingLoss":2.1059314042329786,"trainingSeconds":48.96699117799999,"provenance":{"trainer":"libtorch","codeVersion":"0.1.0-SNAPSHOT+0f9e9d8","machine":"AMD EPYC, 1 cores, Linux 6.18.44-fc-v657 (amd64)","libraries":{"javacpp":"1.5.14","libtorch":"2.13.0-1.5.14","mkl":"Intel(R) oneAPI Math Kernel Library Version 2025.3-Product Build 20251007 for Intel(R) 64 architecture applications"},"settings":{"blas":"mkl","cpu capability":"AVX512","device":"cpu","precision":"float32","threads":"1"}}}');
INSERT INTO results VALUES ('cc3787e018745ab4', 1, '2026-11-23T13:31:19.260693377Z', 'done', '{"outcome":"done","run":"cc3787e018745ab4","errorRate":0.23689999999999997,"errorRateByShots":{"5":0.2931,"10":0.23689999999999997},"errorRateStandardError":0.004305229378325849,"trainingLoss":0.5726576989889145,"trainingSeconds":104.49732873899978,"provenance":{"trainer":"libtorch","codeVersion":"0.1.0-SNAPSHOT+0f9e9d8","machine":"AMD EPYC, 1 cores, Linux 6.18.44-fc-v657 (amd64)","libraries":{"javacpp":"1.5.14","libtorch":"2.13.0-1.5.14","mkl":"Intel(R) oneAPI Math Kernel Library Version 2025.3-Product Build 20251007 for Intel(R) 64 architecture applications"},"settings":{"blas":"mkl","cpu capability":"AVX512","device":"cpu","precision":"float32","threads":"1"}}}');
INSERT INTO runs VALUES ('83e8460b1b03f908', 'bbbd4dc305848c6a', 50);
INSERT INTO runs VALUES ('83e8460b1b03f908', 'e3b9ab18ba01481f', 100);
INSERT INTO results VALUES ('bbbd4dc305848c6a', 2, '2026-11-23T13:40:30Z', 'done', '{"outcome":"done","run":"bbbd4dc305848c6a","errorRate":0.10000000000000002,"errorRateByShots":{"1":0.3,"5":0.10000000000000002},"errorRateStandardError":0.14285714285714285,"trainingLoss":"NaN","trainingSeconds":12.5,"provenance":{"trainer":"libtorch","codeVersion":"0.1","machine":"here","libraries":{"libtorch":"2.13.0"},"settings":{"threads":"1"}}}');
