es-000000001	Adán trabaja para Museo Roma el jueves.
es-000000002	Víctor trabaja para Radio Roma y Nina vive en París.
es-000000003	Tomás da la bicicleta roja a Víctor.
es-000000004	Tomás Silva visita a Ana.
es-000000005	El lunes Tomás visita a Adán.
es-000000006	Banco Madrid vende la revista bonita.
es-000000007	Laura visita a Nina Rossi.
es-000000008	David visita a Sara Moreau el jueves y Museo Moscú vende la bicicleta en Madrid.
es-000000009	Sara obtiene la revista de David Silva el jueves y Museo Moscú vende el plátano.
es-000000010	Banco Roma vende la mesa en Madrid y Laura visita a Pedro en Viena.
es-000000011	Ana vive en Roma y el coche cuesta 90 euros.
es-000000012	El jueves Nina vende la silla en Madrid.
es-000000013	Radio Atenas paga a Nina Haddad 50 euros.
es-000000014	El periódico cuesta 95 euros en Moscú y el sombrero está en Madrid.
es-000000015	Sara Novak visita a Ana Silva y Pedro Novak obtiene la manzana de Laura Silva el lunes.
es-000000016	Tomás da la silla blanca a Elena el miércoles.
es-000000017	Laura Moreau visita a Víctor en Londres el jueves.
es-000000018	Pedro trabaja como profesor y Museo Berlín vende el periódico bonito.
es-000000019	El martes Adán Haddad envía el autobús pequeño en Viena y Pedro trabaja como profesor en Londres.
es-000000020	Radio París vende la cama en París y Banco Atenas paga a Omar 92 euros.
es-000000021	Museo Viena vende la camisa bonita en Atenas y Pedro visita a David en París.
es-000000022	Banco Londres vende la cama.
es-000000023	Museo Tokio paga a María Rossi 41 euros y Ana trabaja como conductora.
es-000000024	La silla cuesta 19 euros en París.
es-000000025	Pedro visita a Ana.
es-000000026	Víctor no pierde el sombrero negro en Lima.
es-000000027	Universidad Londres paga a Omar 41 euros y Tomás obtiene el coche nuevo de Laura el jueves.
es-000000028	El lunes María Tanaka visita a David.
es-000000029	Pedro recibe la mesa el viernes.
es-000000030	El jueves Ana recibe el abrigo.
es-000000031	Omar Moreau obtiene la silla de Adán Moreau.
es-000000032	El viernes Sara Silva vende el plátano y la bicicleta roja cuesta 28 euros en Moscú.
es-000000033	El sombrero negro cuesta 64 euros en Londres.
es-000000034	María Rossi trabaja como conductora en Londres y Museo Madrid paga a Sara Moreau 30 euros.
es-000000035	El lunes María Tanaka pierde el abrigo.
es-000000036	Universidad Londres paga a Adán 31 euros.
es-000000037	Víctor da la mesa pequeña a Pedro y Banco Berlín vende el coche.
es-000000038	Pedro Weber trabaja para Universidad París el viernes y Nina trabaja como médica.
es-000000039	Omar da la mesa blanca a Elena Moreau el miércoles.
es-000000040	Laura Moreau visita a Víctor en Londres el miércoles.
es-000000041	El sombrero negro cuesta 64 euros en París y Museo Atenas vende el periódico en Atenas.
es-000000042	David Silva obtiene la manzana bonita de Víctor y Ana obtiene la cama bonita de Omar Moreau.
es-000000043	El plátano rojo está en Londres y Ana Silva ve el libro en Viena el jueves.
es-000000044	Ana trabaja para Banco Roma.
es-000000045	Laura trabaja para Museo Atenas.
es-000000046	Museo Viena vende la camisa blanca en Atenas y Pedro visita a David en París.
es-000000047	Elena trabaja como pintora y el viernes Tomás visita a Elena en Viena.
es-000000048	Tomás vive en Lima y el periódico rojo está en París.
es-000000049	El viernes Nina envía la silla en Madrid.
es-000000050	Banco Atenas paga a Elena Kim 50 euros.
es-000000051	Radio Londres vende el sombrero en Lima y Museo Berlín paga a Víctor Silva 38 euros.
es-000000052	Laura Novak visita a Víctor en Londres y Museo Roma vende el sombrero blanco.
es-000000053	Universidad Moscú paga a Nina 41 euros.
es-000000054	Pedro obtiene el autobús de Víctor Novak.
es-000000055	Laura Novak da la manzana bonita a Elena y Adán vive en Madrid.
es-000000056	El jueves Nina envía la silla en Madrid.
es-000000057	Sara trabaja para Radio Londres y Tomás trabaja como conductor en Atenas.
es-000000058	Omar vive en Roma y María trabaja para Banco París el jueves.
es-000000059	La mesa cuesta 94 euros y Adán vende la naranja en Viena.
es-000000060	Pedro Kim da la cama pequeña a Tomás el martes.
es-000000061	El abrigo negro cuesta 51 euros en Roma.
es-000000062	Tomás da la mesa blanca a Nina el miércoles.
es-000000063	Universidad Madrid vende la mesa en Tokio.
es-000000064	Adán trabaja para Universidad Moscú el jueves.
es-000000065	Tomás trabaja para Radio Lima.
es-000000066	David Novak vive en Lima y Museo Tokio vende la silla.
es-000000067	Museo Roma paga a Víctor 39 euros.
es-000000068	David visita a Ana Silva y Pedro Novak obtiene la manzana de Laura Silva el lunes.
es-000000069	Radio Moscú vende la manzana bonita y la bicicleta está en Berlín.
es-000000070	María da la manzana pequeña a Tomás.
es-000000071	Ana Weber vive en Tokio y Adán trabaja como panadero.
es-000000072	Universidad Londres vende la cama nueva.
es-000000073	Radio París vende la naranja.
es-000000074	Nina obtiene la manzana de Laura el martes.
es-000000075	Sara trabaja para Universidad Lima el lunes.
es-000000076	Víctor trabaja para Universidad Viena.
es-000000077	Radio Berlín paga a Pedro Haddad 45 euros.
es-000000078	La silla roja cuesta 56 euros en Berlín y el libro pesado cuesta 71 euros en Londres.
es-000000079	Universidad París vende la cama pequeña en Viena.
es-000000080	El viernes Pedro Novak visita a Víctor en Lima.
es-000000081	Tomás Weber obtiene la silla de María Rossi el miércoles y Museo Berlín paga a Ana Kim 97 euros.
es-000000082	Elena trabaja para Universidad Lima el jueves.
es-000000083	Víctor trabaja para Radio Moscú y Nina vive en París.
es-000000084	Ana obtiene el autobús pequeño de Pedro.
es-000000085	María Silva trabaja para Museo Atenas y Adán Moreau vive en Viena.
es-000000086	Museo Madrid paga a Tomás Kim 98 euros.
es-000000087	El viernes Pedro Novak visita a Laura en Lima.
es-000000088	David no ve la mesa en Roma.
es-000000089	Sara Novak obtiene el coche negro de David el lunes.
es-000000090	La mesa grande cuesta 67 euros en París.
es-000000091	Ana no esconde el libro nuevo el martes y Omar pierde el autobús en Moscú.
es-000000092	Ana Haddad da el autobús a David el jueves.
es-000000093	El plátano bonito cuesta 49 euros.
es-000000094	Museo Moscú vende el coche pequeño.
es-000000095	El jueves Ana pierde el abrigo.
es-000000096	David visita a Adán en Madrid y el abrigo está en Londres.
es-000000097	Omar da la mesa blanca a Elena Moreau el lunes.
es-000000098	Tomás da la silla blanca a Nina el miércoles.
es-000000099	Nina Haddad visita a Tomás.
es-000000100	Universidad Londres paga a Omar 41 euros y Tomás obtiene el coche nuevo de Sara Weber el jueves.
es-000000101	Museo Moscú vende la naranja roja.
es-000000102	El sombrero negro cuesta 64 euros en Berlín.
es-000000103	Universidad Viena vende el autobús.
es-000000104	Banco Londres vende la cama negra.
es-000000105	El lunes Tomás Tanaka visita a Laura Rossi.
es-000000106	Elena esconde el sombrero en Viena el miércoles.
es-000000107	Sara Rossi trabaja para Universidad Viena el lunes y Laura obtiene el coche pesado de Sara Novak el lunes.
es-000000108	Ana Haddad da la silla nueva a Sara.
es-000000109	Víctor Rossi trabaja para Universidad Atenas.
es-000000110	Sara Novak visita a Ana Silva y Pedro Novak obtiene la manzana de Tomás el lunes.
es-000000111	Laura trabaja para Universidad Moscú y Omar Moreau obtiene el sombrero grande de David Novak.
es-000000112	Pedro Haddad no recibe el periódico en Londres y Banco Londres paga a Nina 99 euros.
es-000000113	Banco Moscú paga a Laura 58 euros.
es-000000114	Laura Tanaka da la bicicleta a Adán Tanaka el jueves y Sara visita a Tomás en Roma el jueves.
es-000000115	Víctor trabaja para Universidad Londres el martes.
es-000000116	Sara pierde la revista negra en Lima el viernes.
es-000000117	Laura Moreau visita a Víctor en Londres el viernes.
es-000000118	Universidad Londres paga a Víctor 98 euros.
es-000000119	Adán Weber vende el coche en Tokio el lunes.
es-000000120	Elena visita a María en Moscú.
es-000000121	La naranja cuesta 63 euros.
es-000000122	La manzana cuesta 19 euros en París.
es-000000123	Ana visita a Elena Silva en Berlín el miércoles y Sara visita a David en Moscú.
es-000000124	Museo Viena vende el periódico bonito en Atenas y Pedro visita a David en París.
es-000000125	Nina Kim esconde el libro en Berlín.
es-000000126	Nina da el sombrero pesado a Omar y Radio Berlín paga a Laura 53 euros.
es-000000127	María no envía la camisa el martes y Ana da la silla bonita a Nina.
es-000000128	Radio Moscú vende la manzana negra y la bicicleta está en Berlín.
es-000000129	Elena no encuentra el periódico el lunes.
es-000000130	Sara Novak visita a Víctor y Pedro Novak obtiene la manzana de Laura Silva el lunes.
es-000000131	El abrigo cuesta 19 euros en París.
es-000000132	Adán visita a Omar en Londres.
es-000000133	Sara Novak visita a Ana Silva y Pedro Novak obtiene la manzana de María el lunes.
es-000000134	María Haddad no pierde el sombrero negro en Lima.
es-000000135	Elena Novak visita a Adán Rossi el martes.
es-000000136	María da el libro pequeño a Tomás.
es-000000137	Laura Haddad trabaja para Museo Viena el martes.
es-000000138	Radio Londres vende la cama en Lima y Museo Berlín paga a Víctor Silva 38 euros.
es-000000139	Tomás trabaja como cantante y Museo Tokio vende la revista blanca.
es-000000140	Nina trabaja para Banco Tokio el lunes.
es-000000141	María obtiene la manzana de Nina el lunes.
es-000000142	Banco Tokio paga a David Moreau 90 euros y el autobús blanco cuesta 41 euros en Londres.
es-000000143	La revista blanca está en París y el viernes Laura Rossi visita a Tomás.
es-000000144	Museo Tokio paga a Adán 87 euros.
es-000000145	Radio Atenas paga a Elena Kim 50 euros.
es-000000146	Adán envía el autobús bonito en Madrid.
es-000000147	El viernes David pierde el autobús en Moscú y Elena Novak obtiene el sombrero rojo de Pedro.
es-000000148	Víctor trabaja para Radio Lima y David Weber obtiene la revista de Adán Silva.
es-000000149	Banco Moscú vende la manzana negra en Roma.
es-000000150	David Rossi trabaja como conductor y el jueves Tomás Kim visita a Nina en Londres.
es-000000151	Omar Moreau obtiene la silla de Sara.
es-000000152	Nina obtiene la bicicleta blanca de Adán el lunes.
es-000000153	Laura Moreau envía la manzana el viernes.
es-000000154	Radio Roma paga a David 95 euros y Universidad Viena vende la silla en París.
es-000000155	Nina visita a Elena en Atenas.
es-000000156	Banco Roma vende el plátano.
es-000000157	El viernes Adán Haddad envía el autobús pequeño en Viena y Pedro trabaja como profesor en Viena.
es-000000158	La camisa cuesta 23 euros en Madrid.
es-000000159	La naranja cuesta 37 euros en Tokio.
es-000000160	Nina obtiene la revista bonita de Víctor Silva y Radio Roma paga a Laura 72 euros.
es-000000161	Nina Haddad visita a Víctor.
es-000000162	Ana ve el plátano.
es-000000163	El jueves Nina envía el abrigo en Madrid.
es-000000164	Universidad Berlín paga a Víctor Rossi 12 euros.
es-000000165	El martes Adán Haddad envía el autobús pequeño en Tokio y Pedro trabaja como profesor en Viena.
es-000000166	Radio Tokio paga a Ana 57 euros.
es-000000167	David no encuentra la mesa en Roma.
es-000000168	Laura Haddad da el plátano negro a Tomás y Universidad Madrid paga a David 89 euros.
es-000000169	Omar trabaja como panadero y Laura Tanaka vive en Atenas.
es-000000170	Nina trabaja para Banco Roma.
es-000000171	Víctor trabaja para Banco Tokio.
es-000000172	Laura Novak trabaja para Banco Tokio.
es-000000173	Laura Moreau visita a Víctor en Londres el lunes.
es-000000174	Radio Madrid vende el libro en Viena.
es-000000175	Tomás Tanaka trabaja para Universidad Moscú el viernes y David vive en Moscú.
es-000000176	La mesa cuesta 19 euros en París.
es-000000177	El viernes Ana Novak visita a Laura en Lima.
es-000000178	Nina trabaja para Banco Viena el miércoles.
es-000000179	Universidad Viena paga a Víctor Haddad 68 euros y Banco Viena paga a María 31 euros.
es-000000180	Sara trabaja para Radio Madrid y María visita a Elena Weber.
es-000000181	Banco Londres vende la cama nueva.
es-000000182	Elena visita a María en París.
es-000000183	Museo Lima paga a David 94 euros.
es-000000184	Sara obtiene el abrigo rojo de María Rossi.
es-000000185	Universidad París paga a Sara Silva 92 euros y el miércoles Elena envía la silla en Berlín.
es-000000186	Radio Moscú vende la manzana grande en Moscú.
es-000000187	Laura Tanaka trabaja para Universidad Lima el lunes.
es-000000188	La cama blanca cuesta 19 euros.
es-000000189	La manzana grande cuesta 67 euros en París.
es-000000190	Universidad Londres paga a Nina 41 euros y Tomás obtiene el coche nuevo de Sara Weber el jueves.
es-000000191	Museo Tokio vende la camisa en Atenas.
es-000000192	Nina da el abrigo blanco a Víctor.
es-000000193	Adán visita a María Novak.
es-000000194	El viernes Tomás encuentra la camisa blanca en Madrid.
es-000000195	Pedro trabaja para Universidad Viena.
es-000000196	La mesa cuesta 19 euros en Madrid.
es-000000197	Laura trabaja como profesora en Roma y la naranja pesada está en Madrid.
es-000000198	David visita a Sara en Berlín.
es-000000199	Sara Weber da el coche pesado a Elena Tanaka y Radio Tokio vende la bicicleta roja.
es-000000200	Omar visita a Elena en París el martes.
es-000000201	Elena Tanaka obtiene el abrigo blanco de Víctor Weber el miércoles.
es-000000202	El plátano rojo cuesta 22 euros en Moscú y Nina Weber obtiene el abrigo de Laura.
es-000000203	Nina da la camisa a María.
es-000000204	David Rossi visita a María.
es-000000205	Ana Silva trabaja como cantante en Madrid y David Rossi trabaja como conductor.
es-000000206	La revista pequeña cuesta 29 euros.
es-000000207	Adán Weber da la camisa a Tomás el miércoles.
es-000000208	Nina trabaja para Banco Viena el lunes.
es-000000209	María Weber obtiene la silla de Tomás y Víctor vende el libro blanco el martes.
es-000000210	Museo Madrid vende el periódico.
es-000000211	Radio Londres vende la cama.
es-000000212	David no ve la silla pequeña en Atenas el miércoles.
es-000000213	El miércoles Elena no recibe la silla en Roma y Víctor da la revista a Elena Moreau.
es-000000214	Laura Kim no pierde el sombrero negro en Lima.
es-000000215	Tomás visita a María.
es-000000216	La naranja grande cuesta 44 euros y Sara Tanaka da el coche blanco a Pedro Tanaka.
es-000000217	María vive en Roma y la silla está en Viena.
es-000000218	Elena Weber trabaja para Banco Atenas el martes y Radio Moscú vende la manzana en Moscú.
es-000000219	Museo Madrid paga a Omar 98 euros.
es-000000220	Tomás da la camisa a Pedro.
es-000000221	María obtiene la naranja blanca de Víctor el miércoles.
es-000000222	Radio París paga a Ana 52 euros.
es-000000223	La revista blanca está en París y el jueves Laura Rossi visita a Tomás.
es-000000224	Tomás Haddad vive en Roma y Víctor trabaja para Museo Madrid el miércoles.
es-000000225	Radio Berlín vende la bicicleta roja en Viena.
es-000000226	El sombrero negro cuesta 64 euros en Viena y Museo Atenas vende el periódico en Atenas.
es-000000227	La naranja cuesta 76 euros.
es-000000228	Pedro da la manzana pequeña a Tomás.
es-000000229	Víctor trabaja para Museo Moscú.
es-000000230	El martes Adán Haddad envía el autobús bonito en Viena y Pedro trabaja como profesor en Viena.
es-000000231	Radio Atenas paga a Ana 57 euros.
es-000000232	El martes Adán Haddad envía el autobús pequeño en Viena y Pedro trabaja como profesor en Viena.
es-000000233	La naranja cuesta 13 euros.
es-000000234	El viernes Nina compra el autobús nuevo y el autobús está en Tokio.
es-000000235	El periódico blanco cuesta 27 euros en Atenas y Radio Atenas paga a Nina Novak 85 euros.
es-000000236	Universidad Londres paga a Omar 41 euros y Tomás obtiene el coche nuevo de Sara Weber el miércoles.
es-000000237	Banco Berlín vende la bicicleta roja en Viena.
es-000000238	Laura obtiene la cama de Sara Rossi.
es-000000239	Museo Viena vende la camisa bonita en Viena y Pedro visita a David en París.
es-000000240	Elena Haddad da la mesa a María Rossi.
es-000000241	Elena Weber trabaja para Banco Atenas el martes y Radio Lima vende la manzana en Moscú.
es-000000242	María compra la camisa nueva en Viena.
es-000000243	La bicicleta está en Moscú y Banco Atenas vende el coche blanco en Londres.
es-000000244	Elena Tanaka obtiene el periódico de Laura Haddad el jueves.
es-000000245	Sara trabaja para Universidad Lima el viernes.
es-000000246	La bicicleta cuesta 24 euros.
es-000000247	Universidad Madrid paga a Nina 14 euros.
es-000000248	Banco Lima vende el libro.
es-000000249	Museo Madrid paga a Víctor 65 euros.
es-000000250	Banco Moscú paga a Sara 23 euros.
